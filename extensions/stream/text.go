package stream

import (
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// textAt returns the text of an event: what stands at a dot path of its JSON ("choices.0.delta.content"), or all of it
// without a path. Empty when the path leads to nothing, or to no string: OpenAI's first delta carries only a role.
func textAt(data []byte, path string) []byte {
	if path == "" {
		return data
	}
	found := gjson.GetBytes(data, path)
	if found.Type != gjson.String {
		return nil
	}
	return []byte(found.Str)
}

// boundedText keeps the beginning of a text, up to a number of bytes.
type boundedText struct {
	kept      []byte
	bytesMax  int
	truncated bool
}

// add keeps what still fits.
func (b *boundedText) add(text []byte) {
	if room := b.bytesMax - len(b.kept); len(text) > room {
		text = text[:max(room, 0)]
		b.truncated = true
	}
	b.kept = append(b.kept, text...)
}

// text returns what was kept. A character that the limit cut in two is left out, so that no broken one appears.
func (b *boundedText) text() string {
	kept := b.kept
	for cut := 1; b.truncated && cut < utf8.UTFMax && cut <= len(kept); cut++ {
		if tail := kept[len(kept)-cut:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				kept = kept[:len(kept)-cut]
			}
			break
		}
	}
	return string(kept)
}
