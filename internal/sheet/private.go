package sheet

import (
	"releve/internal/guard"
	"releve/internal/locale"
)

// Private says whether a text that was sent holds a personal identifier: no message, listing or log may repeat
// such a text. It is asked before the text is read, so that it looks at what was sent and at what would be stored.
func Private(text string) bool {
	if len(guard.Find(text)) > 0 {
		return true
	}
	clean, _ := locale.Clean(text)
	return clean != text && len(guard.Find(clean)) > 0
}
