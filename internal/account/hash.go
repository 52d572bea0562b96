package account

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"

	"releve/internal/problem"
)

// Cost is the work that argon2id does for one hash (RFC 9106).
type Cost struct {
	Memory uint32 // KiB
	Passes uint32
	Lanes  uint8
}

// StandardCost returns the least that OWASP's Password Storage Cheat Sheet accepts for argon2id:
// 19 MiB, two passes, one lane.
func StandardCost() Cost { return Cost{Memory: 19 * 1024, Passes: 2, Lanes: 1} }

// Lengths in bytes of what new hashes hold (RFC 9106, 3.1 and 4).
const (
	saltSize = 16
	keySize  = 32
)

// The most that a kept hash may ask for: it is read from a file, and must not make the program take all memory.
const (
	maxMemory = 1 << 20 // KiB
	maxPasses = 64
	maxLanes  = 16
	maxBytes  = 64 // of salt and of key
)

// Hasher makes and checks hashes of passwords. Each takes the memory of its cost while it is made, so only a limited
// number is made at once; the others wait. Any number of goroutines may share a Hasher, and must, for the limit to
// hold.
type Hasher struct {
	cost  Cost
	slots chan struct{}
}

// NewHasher returns a Hasher for new hashes of a cost, that makes at most atOnce of them together (at least one).
func NewHasher(cost Cost, atOnce int) *Hasher {
	return &Hasher{cost: cost, slots: make(chan struct{}, max(1, atOnce))}
}

// Hash returns a PHC string for a password, with a salt from random. The error is of kind Unavailable when ctx ends
// before its turn comes.
func (h *Hasher) Hash(ctx context.Context, password string, random io.Reader) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("draw a salt: %w", err)
	}
	key, err := h.derive(ctx, password, phc{cost: h.cost, salt: salt, key: make([]byte, keySize)})
	if err != nil {
		return "", err
	}
	return phc{cost: h.cost, salt: salt, key: key}.String(), nil
}

// Verify says whether a PHC string is that of a password. It takes the same time for any password. The error is of
// kind Unavailable when ctx ends before its turn comes, and no problem when the string cannot be read.
func (h *Hasher) Verify(ctx context.Context, hash, password string) (bool, error) {
	kept, err := parsePHC(hash)
	if err != nil {
		return false, err
	}
	key, err := h.derive(ctx, password, kept)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(key, kept.key) == 1, nil
}

// NeedsRehash says whether a PHC string was made otherwise than new ones are.
func (h *Hasher) NeedsRehash(hash string) bool {
	kept, err := parsePHC(hash)
	return err != nil || kept.cost != h.cost || len(kept.salt) != saltSize || len(kept.key) != keySize
}

// decoy returns a hash that no password has, checked in the time of any other.
func (h *Hasher) decoy() string {
	return phc{cost: h.cost, salt: make([]byte, saltSize), key: make([]byte, keySize)}.String()
}

// derive computes the key of a password in the manner of a hash, when its turn comes.
func (h *Hasher) derive(ctx context.Context, password string, as phc) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, problem.Wrap(problem.Unavailable, "account.busy", ctx.Err())
	}
	size := uint32(len(as.key)) //nolint:gosec // parsePHC limits it to maxBytes, new ones have keySize
	return argon2.IDKey([]byte(password), as.salt, as.cost.Passes, as.cost.Memory, as.cost.Lanes, size), nil
}

// phc holds the parts of a hash in the PHC string format
// $argon2id$v=19$m=19456,t=2,p=1$salt$key, salt and key in base 64 without padding.
type phc struct {
	cost      Cost
	salt, key []byte
}

const phcFormat = "$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s"

// String writes the hash.
func (p phc) String() string {
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf(phcFormat, argon2.Version, p.cost.Memory, p.cost.Passes, p.cost.Lanes, encode(p.salt), encode(p.key))
}

var errHash = errors.New("kept password hash cannot be read")

// parsePHC reads a hash. Only the one way to write it is accepted, within limits.
func parsePHC(text string) (phc, error) {
	var p phc
	parts := strings.Split(text, "$")
	if len(parts) != 6 {
		return phc{}, errHash
	}
	_, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.cost.Memory, &p.cost.Passes, &p.cost.Lanes)
	if err != nil {
		return phc{}, errHash
	}
	if p.salt, err = base64.RawStdEncoding.Strict().DecodeString(parts[4]); err != nil {
		return phc{}, errHash
	}
	if p.key, err = base64.RawStdEncoding.Strict().DecodeString(parts[5]); err != nil {
		return phc{}, errHash
	}
	if !p.bearable() || p.String() != text {
		return phc{}, errHash
	}
	return p, nil
}

// bearable says whether a hash stays within what RFC 9106 demands and this program is ready to spend.
func (p phc) bearable() bool {
	within := func(n, least, most int) bool { return least <= n && n <= most }
	return within(int(p.cost.Lanes), 1, maxLanes) && within(int(p.cost.Passes), 1, maxPasses) &&
		within(int(p.cost.Memory), 8*int(p.cost.Lanes), maxMemory) &&
		within(len(p.salt), 8, maxBytes) && within(len(p.key), 16, maxBytes)
}
