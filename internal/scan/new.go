package scan

import (
	"encoding/base32"
	"fmt"
	"io"
)

// NewID draws the id of a batch: 12 lower-case Crockford signs, 60 bits.
func NewID(random io.Reader) (string, error) {
	const signs = 12
	var b [8]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("draw id: %w", err)
	}
	return base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding).EncodeToString(b[:])[:signs], nil
}
