package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"releve/internal/problem"
)

// ID is the UUID of a sheet, made where the sheet is filled in.
type ID [16]byte

// idText is the length of a UUID in text.
const idText = 36

// NewID makes a random UUID (version 4).
func NewID(random io.Reader) (ID, error) {
	var id ID
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return ID{}, fmt.Errorf("make sheet id: %w", err)
	}
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id, nil
}

// ParseID reads a UUID of any version, in upper or lower case.
func ParseID(s string) (ID, *problem.Error) {
	s = strings.TrimSpace(s)
	var id ID
	if len(s) != idText || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return ID{}, problem.New(problem.Invalid, "sheet.id", problem.Args{"value": s})
	}
	var digits [2 * len(id)]byte
	copy(digits[:8], s)
	copy(digits[8:12], s[9:])
	copy(digits[12:16], s[14:])
	copy(digits[16:20], s[19:])
	copy(digits[20:], s[24:])
	if _, err := hex.Decode(id[:], digits[:]); err != nil {
		return ID{}, problem.New(problem.Invalid, "sheet.id", problem.Args{"value": s})
	}
	return id, nil
}

// String returns the id in lower case with its four hyphens.
func (id ID) String() string {
	var b [idText]byte
	hex.Encode(b[:8], id[:4])
	hex.Encode(b[9:13], id[4:6])
	hex.Encode(b[14:18], id[6:8])
	hex.Encode(b[19:23], id[8:10])
	hex.Encode(b[24:], id[10:])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// Token returns what is stored of a device's token: a token says only that two sheets came from one device, so
// that its hash serves as well, and a copy of the data does not hold what the device holds.
func Token(sent string) string {
	if sent == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(sent))
	return hex.EncodeToString(sum[:])
}
