/** The style sheet of figures, bars and tables. Only classes: a `style` attribute would break the page's policy. */
export const FIGURE_STYLES = `
.grid{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px}
.grid>.fig,.grid>.card{margin:0;padding:18px 20px;display:flex;flex-direction:column}
.grid .keys{margin-top:auto;padding-top:10px}
.grid .missing{justify-content:center}
.aid{font-size:14px;color:var(--ink-soft);margin-top:2px;max-width:76ch}
.keys{display:flex;flex-wrap:wrap;gap:6px 16px;justify-content:space-between;align-items:center;margin:13px 0 9px}
.legend{display:flex;flex-wrap:wrap;gap:3px 5px;margin-left:-7px}
.key{display:inline-flex;align-items:center;gap:7px;border:0;background:none;padding:2px 7px;min-height:26px;font-size:13.5px;color:var(--ink)}
button.key[aria-pressed=false]{text-decoration:line-through;color:var(--ink-soft)}
html:not(.on) .key{pointer-events:none}
.choice select{max-width:250px}
.choice{font-size:13.5px;color:var(--ink-soft);display:flex;align-items:center;gap:8px;min-width:0}
.swatch{width:28px;height:12px;flex:none}
.plot{position:relative;padding:18px 0 20px}
.still{display:block;width:100%;height:250px;overflow:visible}
.small .still{height:130px}
.still path,.swatch path{fill:none;stroke-width:2;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.still .rule{stroke:var(--line);stroke-width:1}
.still .axis{stroke:var(--edge);stroke-width:1}
.still .band{fill:var(--band)}
.t0{stroke:var(--s0)}.t1{stroke:var(--s1);stroke-dasharray:7 4}.t2{stroke:var(--s2);stroke-dasharray:10 3 2 3}.t3{stroke:var(--s3);stroke-dasharray:3 3}.t4{stroke:var(--s4);stroke-dasharray:14 4}.t5{stroke:var(--s5);stroke-dasharray:5 2 1 2}
.still .limit,.swatch .limit{stroke:var(--limit);stroke-width:2;stroke-dasharray:9 5}
.top,.ends{position:absolute;font-size:12px;color:var(--ink-soft);line-height:1}
.top{top:1px;left:0}
.ends{bottom:2px;left:0;right:0;display:flex;justify-content:space-between}

.plot.drawn{padding:0}
.live{position:relative;height:288px}
.small .live{height:168px}
.live canvas{display:block}
.cursor{position:absolute;top:0;width:1px;background:var(--ink-soft);pointer-events:none}
.data{margin-top:8px;font-size:14px}
.data summary,.more summary,.sql summary{cursor:pointer;color:var(--link);font-size:13.5px;padding:4px 0;width:max-content;max-width:100%}
.data p{margin-top:8px}
.missing{border-style:dashed;color:var(--ink-soft);display:flex;flex-direction:column;gap:4px;justify-content:center}
.missing h3{color:var(--ink)}
.missing p{font-size:14px}
.scroll{overflow:auto;max-height:460px}
.scroll.tall{max-height:none}
table{border-collapse:collapse;width:100%;font-size:14px;overflow-wrap:normal}
th,td{text-align:left;padding:7px 12px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:560}
thead th{color:var(--ink-soft);font-size:13px;white-space:nowrap;vertical-align:bottom;border-bottom-color:var(--edge)}
.n{text-align:right;white-space:nowrap;padding:7px 0 7px 14px}
td.n+td:not(.n),th.n+th:not(.n){padding-left:24px}
th .aid{font-weight:400;font-size:13px}
td.wide,th.wide{overflow-wrap:anywhere;min-width:150px}
th button{border:0;background:none;padding:2px 0;font-size:13px;font-weight:560;color:var(--ink-soft);min-height:24px}
th[aria-sort=ascending] button::after{content:" ▲"}
th[aria-sort=descending] button::after{content:" ▼"}
.share{display:block;width:100%;min-width:54px;height:10px;margin-top:4px}
td.grow{width:60%}
.stmt{min-width:210px;overflow-wrap:anywhere}
.index{min-width:272px;overflow-wrap:anywhere}
.why{min-width:220px}
.sql summary{color:var(--ink);font-weight:400;width:auto}
.sql pre{margin:6px 0;font-size:12.5px;max-height:420px;overflow:auto}
.sql table{margin:8px 0;width:auto}
tr:has(+.under)>*{border-bottom:0;padding-bottom:2px}
.under>td{padding-top:0}
.under summary{color:var(--link)}
.tools{display:flex;flex-wrap:wrap;gap:10px 16px;align-items:center;margin-bottom:12px;font-size:14px}
.spark{width:92px;height:24px;display:block}
.spark path{fill:none;stroke:var(--s0);stroke-width:1.6;vector-effect:non-scaling-stroke;stroke-linecap:round}
.bar{display:block;width:100%;height:34px;border-radius:7px}
.bar text{font-size:12.5px;font-weight:600;fill:var(--ink)}
.bar .plate{fill:var(--card)}
.bar .gap{fill:var(--card)}
.b0{fill:var(--s0)}.b1{fill:var(--s1)}.b2{fill:var(--s2)}.b3{fill:var(--s3)}.b4{fill:var(--s4)}.b5{fill:var(--s5)}
.h{stroke:var(--card);stroke-width:1.4;fill:none;opacity:.75}
.hd{fill:var(--card);opacity:.8}
.parts{display:grid;grid-template-columns:repeat(auto-fill,minmax(258px,1fr));gap:6px 22px;margin-top:13px;font-size:14px}
.parts li{display:flex;align-items:center;gap:9px}
.parts b{font-weight:600;margin-left:auto;white-space:nowrap}
.parts span{overflow-wrap:normal}
.parts .most span{font-weight:650}
.total{display:flex;flex-wrap:wrap;justify-content:space-between;gap:2px 20px;margin-bottom:10px}
.total .aid{margin:0}
.bar+.total{margin-top:16px}
.bar+.scroll{margin-top:10px}
.bullet{display:block;width:100%;height:18px;overflow:visible}
.track{fill:var(--quiet)}
.held{fill:var(--s0)}
.missed{fill:var(--limit)}
.bullet .mark{fill:var(--ink)}
.crit{display:grid;grid-template-columns:minmax(0,1.45fr) minmax(0,1fr);gap:4px 34px;padding:20px 0;border-bottom:1px solid var(--line)}
.crit:first-of-type{padding-top:2px}
.crit:last-of-type{border-bottom:0;padding-bottom:2px}
.crit h3{display:flex;gap:9px;align-items:center;font-size:16.5px}
.crit .figure{font-size:23px;font-weight:650;letter-spacing:-.02em;line-height:1.25}
.crit .figure small{font-size:14px;font-weight:500;letter-spacing:0;color:var(--ink-soft)}
.crit .aid{margin:4px 0 0}
.finding>h3{margin:3px 0 9px}
.finding .pairs{margin:12px 0}
.finding .aid{margin-top:6px}
.finding .note{margin-top:12px}
.tally{display:flex;flex-wrap:wrap;gap:2px 18px;font-size:13.5px;color:var(--ink-soft);margin-top:8px}
.tally b{color:var(--ink);font-weight:600}
pre{margin:0;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere;background:var(--quiet);border-radius:8px;padding:13px 15px}
code{font:.92em ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.buttons{display:flex;flex-wrap:wrap;gap:10px}
.more{margin-top:14px}
@media(max-width:760px){
.index{min-width:130px}
.grid{grid-template-columns:minmax(0,1fr)}
.crit{grid-template-columns:minmax(0,1fr)}
.live{height:240px}.still{height:202px}
}
@media(max-width:520px){.bar text,.bar .plate{display:none}}
`;
