/**
 * The report's style sheet: themes, page, first screen, print. Charts, tables and bars are in `figure-styles.ts`.
 *
 * Colours come only from the palette's custom properties. No motion; forced-colours mode keeps every edge.
 */
import { FIGURE_STYLES } from './figure-styles.ts';
import { customProperties, DARK, LIGHT } from './palette.ts';

/** The whole style sheet, without superfluous white space. */
export function styleSheet(): string {
  const light = customProperties(LIGHT);
  const dark = customProperties(DARK);
  const themes = `:root{color-scheme:light;${light}}@media(prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${dark}}}:root[data-theme=dark]{color-scheme:dark;${dark}}`;
  // Twice :root, to be as specific as the themes before it.
  const print = `@media print{:root:root{color-scheme:light;${light}}${PRINT}}`;
  return `${themes}${squeeze(PAGE)}${squeeze(FIGURE_STYLES)}${squeeze(print)}`;
}

function squeeze(css: string): string {
  return css.replace(/\s*\n\s*/g, '').replace(/\s*([{};])\s*/g, '$1');
}

const PAGE = `
*{box-sizing:border-box}
html{scroll-padding-top:64px;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
h1,h2,h3,p,figure,ul,dl,dd{margin:0;padding:0}
ul{list-style:none}
a{color:var(--link)}
button,select,input{font:inherit;font-size:14px;color:var(--ink);background:var(--card);border:1px solid var(--edge);border-radius:7px;padding:4px 11px;min-height:30px;max-width:100%}
button{cursor:pointer}
button:hover{background:var(--quiet)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:4px}
.vh{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.defs{position:absolute;width:0;height:0}
html:not(.on) .js{display:none}
.skip{position:absolute;left:-999em;background:var(--card);padding:8px 14px;z-index:9}
.skip:focus{left:8px;top:8px}
.topbar{position:sticky;top:0;z-index:5;display:flex;align-items:center;gap:14px;padding:9px 28px;background:var(--card);border-bottom:1px solid var(--line)}
.brand{display:flex;align-items:center;gap:8px;font-weight:650;letter-spacing:-.01em}
.logo{width:22px;height:22px;fill:none;stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}
.lid{stroke:var(--limit)}
.rise{stroke:var(--s0)}
.runid{flex:1;min-width:0;color:var(--ink-soft);font-size:13.5px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.layout{display:grid;grid-template-columns:212px minmax(0,1fr);gap:44px;max-width:1320px;margin:0 auto;padding:0 28px}
.toc{position:sticky;top:49px;align-self:start;max-height:calc(100vh - 49px);overflow-y:auto;padding:30px 0;font-size:14px}
.toc a{display:flex;align-items:center;gap:9px;padding:5px 10px;border-radius:7px;color:var(--ink-soft);text-decoration:none;min-height:30px;line-height:1.3}
.toc a:hover,.toc a[aria-current]{background:var(--quiet);color:var(--ink)}
.toc a[aria-current]{font-weight:600}
.toc .shape,.nodot{width:13px;height:13px;flex:none}
main{min-width:0;padding:30px 0 90px}
section{margin-top:62px}
main>section:first-of-type,.banner+section{margin-top:0}
h2{font-size:25px;line-height:1.25;letter-spacing:-.018em;font-weight:650;text-wrap:balance}
.ask{color:var(--ink-soft);max-width:68ch;margin:5px 0 20px}
h3{font-size:16px;line-height:1.4;font-weight:620;letter-spacing:-.005em}
.shape{width:20px;height:20px;flex:none;vertical-align:-4px}
.shape .f{fill:currentColor}
.shape .m{fill:none;stroke:var(--card);stroke-width:2.5;stroke-linecap:round;stroke-linejoin:round}
.shape .o{fill:none;stroke:currentColor;stroke-width:2.4;stroke-linecap:round}
.shape .dash{stroke-dasharray:4 3}
.pass{color:var(--good)}.fail{color:var(--bad)}.inconclusive{color:var(--unsure)}.invalid,.unavailable,.info{color:var(--invalid)}
.pill{display:inline-flex;align-items:center;gap:7px;font-weight:620;white-space:nowrap}
.note{color:var(--ink-soft);font-size:14px;max-width:74ch}
.note+.note,.card+.note,.grid+.note,.scroll+.note{margin-top:12px}
.note+.card,.note+.fig,.note+.grid{margin-top:12px}
.banner{display:flex;gap:16px;padding:18px 22px;margin-bottom:22px;border:2px solid var(--invalid);border-radius:12px;background:var(--invalid-tint)}
.banner.degraded{border-color:var(--unsure);background:var(--unsure-tint)}
.banner>.shape{width:28px;height:28px;margin-top:1px}
.banner h2{font-size:18px}
.banner ul{margin-top:6px;list-style:disc;padding-left:20px}
.hero{display:grid;grid-template-columns:auto minmax(0,1fr);gap:6px 28px;align-items:center;padding:34px 36px 30px;border-radius:16px;border:1px solid var(--line)}
.hero.pass{background:var(--good-tint)}.hero.fail{background:var(--bad-tint)}.hero.inconclusive{background:var(--unsure-tint)}.hero.invalid{background:var(--invalid-tint)}
.hero>.shape{width:92px;height:92px}
.hero .m{stroke:var(--card)}
.hero .kicker{font-size:14px;color:var(--ink-soft)}
.hero h1{font-size:54px;line-height:1.04;letter-spacing:-.03em;font-weight:720}
.hero .because{grid-column:1/-1;margin-top:16px;font-size:20px;line-height:1.45;color:var(--ink);max-width:70ch;text-wrap:pretty}
.tiles{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:14px;margin:16px 0 24px}
.tile{background:var(--card);border:1px solid var(--line);border-radius:13px;padding:17px 19px 16px;display:flex;flex-direction:column;gap:3px}
.tile .what{font-size:13.5px;color:var(--ink-soft);line-height:1.35;min-height:2.7em}
.tile .big{font-size:31px;line-height:1.15;letter-spacing:-.025em;font-weight:660}
.tile .big small{font-size:16px;font-weight:560;letter-spacing:0;color:var(--ink-soft)}
.tile .gone{font-size:16px;font-weight:600;letter-spacing:0}
.tile .side{font-size:13.5px;color:var(--ink-soft);line-height:1.4}
.tile .bullet{margin:5px 0 3px}
.facts{display:flex;flex-wrap:wrap;gap:12px 34px;padding:2px 4px}
.facts dt{font-size:12.5px;color:var(--ink-soft)}
.facts dd{font-size:14.5px;font-weight:550}
.pairs{display:grid;grid-template-columns:minmax(120px,max-content) minmax(0,1fr);gap:7px 26px;font-size:14.5px}
.pairs.two{grid-template-columns:repeat(2,max-content minmax(0,1fr))}
.pairs dt{color:var(--ink-soft)}
.card,.fig{background:var(--card);border:1px solid var(--line);border-radius:13px;padding:22px 24px}
.card+.card,.fig+.fig,.card+.fig,.fig+.card,.card+.grid,.grid+.card,.fig+.grid{margin-top:16px}
.card>h3{margin-bottom:12px}
.error{border:2px dashed var(--unsure)}
@media(max-width:1020px){
.layout{grid-template-columns:minmax(0,1fr);gap:0}
.toc{top:49px;z-index:4;max-height:none;padding:6px 28px;margin:0 -28px;background:var(--page);border-bottom:1px solid var(--line);overflow-x:auto}
.toc ul{display:flex;gap:2px}
.toc a{white-space:nowrap}
.nodot{display:none}
html{scroll-padding-top:110px}
}
@media(max-width:760px){
.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}
.hero{padding:24px 22px;gap:4px 18px}
.hero>.shape{width:58px;height:58px}
.hero h1{font-size:36px}
.hero .because{font-size:17.5px;margin-top:12px}
.topbar,.layout{padding-left:16px;padding-right:16px}
.toc{margin:0 -16px;padding:6px 16px}
.card,.fig{padding:18px 16px}
section{margin-top:46px}
.pairs,.pairs.two{grid-template-columns:minmax(0,1fr);gap:0}
.pairs dd{margin-bottom:9px}
}
@media(max-width:400px){
.tiles{gap:10px}
.tile{padding:14px 13px}
.tile .big{font-size:25px}
.hero h1{font-size:29px}
}
@media(max-width:340px){.tiles{grid-template-columns:minmax(0,1fr)}}
@media(forced-colors:active){.hero,.tile,.card,.fig,.pill{border:1px solid CanvasText}.bar rect,.swatch *,.shape *,.bullet *{forced-color-adjust:none}}
`;

const PRINT = `
@page{margin:13mm}
body{font-size:11pt;background:#fff}
.topbar,.toc,.skip,.js,.choice,details.data,noscript{display:none!important}
.layout{display:block;padding:0;max-width:none}
main{padding:0}
section{margin-top:26px}
.tiles{grid-template-columns:repeat(4,1fr)}
.tile,.card,.fig,.hero,tr,.crit{break-inside:avoid}
.scroll{overflow:visible}
h2,h3{break-after:avoid}
thead{display:table-header-group}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
`;
