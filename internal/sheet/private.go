package sheet

import "releve/internal/guard"

// Private says whether a text that was sent holds a personal identifier with a checksum: no message, listing or log
// may repeat such a text.
func Private(text string) bool { return guard.Check(text) != nil }
