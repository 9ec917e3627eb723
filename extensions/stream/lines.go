package stream

import "bytes"

// byteOrderMark may stand once at the very beginning of a stream.
var byteOrderMark = []byte{0xEF, 0xBB, 0xBF} //nolint:gochecknoglobals // a constant

// lineSplitter cuts bytes into lines that may end in LF or CRLF, and with loneCR also in CR, however the bytes are cut
// into chunks. A line that lies whole in one chunk is not copied.
type lineSplitter struct {
	loneCR  bool
	partial []byte // a line's beginning, from chunks before
	begun   bool   // the place of a byte order mark is behind us
	afterCR bool   // the last line ended in CR: an LF that follows belongs to it
}

// feed calls line for every line that ends in the chunk, without its end; line returns false, or an error, to stop.
// After a stop nothing more may be fed.
func (s *lineSplitter) feed(chunk []byte, line func(text []byte) (bool, error)) error {
	chunk = s.skipMark(chunk)
	for len(chunk) > 0 {
		if s.afterCR {
			s.afterCR = false
			if chunk[0] == '\n' {
				chunk = chunk[1:]
				continue
			}
		}
		end := s.lineEnd(chunk)
		if end < 0 {
			if len(s.partial)+len(chunk) > eventBytesMax {
				return errEventTooLong
			}
			s.partial = append(s.partial, chunk...)
			return nil
		}
		text := chunk[:end]
		if len(s.partial) > 0 {
			s.partial = append(s.partial, text...)
			text = s.partial
		}
		s.afterCR = s.loneCR && chunk[end] == '\r'
		if !s.loneCR {
			text = bytes.TrimSuffix(text, []byte{'\r'})
		}
		chunk = chunk[end+1:]
		more, err := line(text)
		s.partial = s.partial[:0]
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// rest returns the line that no line end has closed.
func (s *lineSplitter) rest() []byte {
	if !s.begun { // fewer than three bytes, all of them like a mark's
		return nil
	}
	return bytes.TrimSuffix(s.partial, []byte{'\r'})
}

func (s *lineSplitter) lineEnd(chunk []byte) int {
	lf := bytes.IndexByte(chunk, '\n')
	if !s.loneCR {
		return lf
	}
	before := chunk
	if lf >= 0 {
		before = chunk[:lf]
	}
	if cr := bytes.IndexByte(before, '\r'); cr >= 0 {
		return cr
	}
	return lf
}

// skipMark removes a byte order mark from the stream's beginning, also when it comes in pieces.
func (s *lineSplitter) skipMark(chunk []byte) []byte {
	if s.begun {
		return chunk
	}
	if len(s.partial) > 0 {
		chunk = append(s.partial, chunk...)
		s.partial = nil
	}
	if len(chunk) < len(byteOrderMark) && bytes.HasPrefix(byteOrderMark, chunk) {
		s.partial = bytes.Clone(chunk)
		return nil
	}
	s.begun = true
	return bytes.TrimPrefix(chunk, byteOrderMark)
}
