package account

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"releve/internal/need"
	"releve/internal/problem"
)

// cheap is a cost for tests that do not measure it.
func cheap() Cost { return Cost{Memory: 8, Passes: 1, Lanes: 1} }

// TestKnownHashes verifies hashes that the reference implementation of Argon2 publishes in its tests.
func TestKnownHashes(t *testing.T) {
	tests := []struct {
		name     string
		hash     string
		password string
		want     bool
	}{
		{"64 MiB", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "password", true},
		{"256 KiB", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "password", true},
		{"two lanes", "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc", "password", true},
		{"other password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "passwore", false},
		{"other salt", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHU$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "password", false},
	}
	h := NewHasher(StandardCost(), 1)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := h.Verify(t.Context(), tt.hash, tt.password)
			if err != nil || got != tt.want {
				t.Errorf("Verify = %v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

func TestHashIsStandardPHC(t *testing.T) {
	h := NewHasher(StandardCost(), 1)
	random := strings.NewReader("0123456789abcdef" + "fedcba9876543210")
	first, err := h.Hash(t.Context(), "mot de passe", random)
	if err != nil {
		t.Fatal(err)
	}
	second, err := h.Hash(t.Context(), "mot de passe", random)
	if err != nil {
		t.Fatal(err)
	}
	if want := "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"; !strings.HasPrefix(first, want) {
		t.Errorf("Hash = %s, want it to begin with %s", first, want)
	}
	if first == second {
		t.Errorf("two hashes of one password are the same: %s", first)
	}
	if ok, err := h.Verify(t.Context(), first, "mot de passe"); err != nil || !ok {
		t.Errorf("Verify = %v, %v", ok, err)
	}
	if h.NeedsRehash(first) {
		t.Error("a new hash needs to be made again")
	}
}

func TestHashNeedsRandomness(t *testing.T) {
	if hash, err := NewHasher(cheap(), 1).Hash(t.Context(), "x", strings.NewReader("short")); err == nil {
		t.Errorf("Hash = %s with too little randomness", hash)
	}
}

func TestNeedsRehash(t *testing.T) {
	today := NewHasher(Cost{Memory: 16, Passes: 2, Lanes: 1}, 1)
	made := func(c Cost) string {
		hash, err := NewHasher(c, 1).Hash(t.Context(), "x", rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return hash
	}
	tests := []struct {
		name string
		hash string
		want bool
	}{
		{"the same", made(Cost{Memory: 16, Passes: 2, Lanes: 1}), false},
		{"less memory", made(Cost{Memory: 8, Passes: 2, Lanes: 1}), true},
		{"fewer passes", made(Cost{Memory: 16, Passes: 1, Lanes: 1}), true},
		{"more lanes", made(Cost{Memory: 16, Passes: 2, Lanes: 2}), true},
		{"short salt", "$argon2id$v=19$m=16,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", true},
		{"unreadable", "x", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := today.NeedsRehash(tt.hash); got != tt.want {
				t.Errorf("NeedsRehash(%s) = %v, want %v", tt.hash, got, tt.want)
			}
		})
	}
}

func TestUnreadableHashes(t *testing.T) {
	const salt, key = "c29tZXNhbHQ", "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	with := func(head string) string { return head + "$" + salt + "$" + key }
	tests := []struct{ name, hash string }{
		{"empty", ""},
		{"plain text", "lampe verte"},
		{"another function", with("$argon2i$v=19$m=256,t=2,p=1")},
		{"another version", with("$argon2id$v=16$m=256,t=2,p=1")},
		{"no passes", with("$argon2id$v=19$m=256,t=0,p=1")},
		{"too many passes", with("$argon2id$v=19$m=256,t=65,p=1")},
		{"no lanes", with("$argon2id$v=19$m=256,t=2,p=0")},
		{"too many lanes", with("$argon2id$v=19$m=256,t=2,p=17")},
		{"lanes beyond a byte", with("$argon2id$v=19$m=256,t=2,p=257")},
		{"too little memory", with("$argon2id$v=19$m=7,t=2,p=1")},
		{"more memory than there is", with("$argon2id$v=19$m=1048577,t=2,p=1")},
		{"memory beyond 32 bits", with("$argon2id$v=19$m=4294967552,t=2,p=1")},
		{"zeros before a number", with("$argon2id$v=19$m=0256,t=2,p=1")},
		{"other order", with("$argon2id$v=19$t=2,m=256,p=1")},
		{"more behind", with("$argon2id$v=19$m=256,t=2,p=1") + "$x"},
		{"space behind", with("$argon2id$v=19$m=256,t=2,p=1") + " "},
		{"short salt", "$argon2id$v=19$m=256,t=2,p=1$c29t$" + key},
		{"no key", "$argon2id$v=19$m=256,t=2,p=1$" + salt + "$"},
		{"padding", "$argon2id$v=19$m=256,t=2,p=1$" + salt + "=$" + key},
		{"loose last bits", "$argon2id$v=19$m=256,t=2,p=1$" + salt + "$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/5"},
		{"long key", "$argon2id$v=19$m=256,t=2,p=1$" + salt + "$" + strings.Repeat("AAAA", 22)},
	}
	h := NewHasher(cheap(), 1)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ok, err := h.Verify(t.Context(), tt.hash, "password")
			if ok || err == nil || problem.KindOf(err) != problem.Internal {
				t.Errorf("Verify(%q) = %v, %v, want an internal error", tt.hash, ok, err)
			}
			if err != nil && tt.hash != "" && strings.Contains(err.Error(), tt.hash) {
				t.Errorf("the error tells the hash: %v", err)
			}
		})
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	f.Add("$argon2id$v=19$m=,t=,p=$$")
	f.Add("$argon2id$v=19$m=-1,t=+2,p=0x1$c29tZXNhbHQ$AAAA")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePHC(text)
		if err != nil {
			return
		}
		if p.String() != text {
			t.Errorf("%q is read as %q", text, p)
		}
		if p.cost.Memory <= 64 {
			if _, err := NewHasher(cheap(), 1).Verify(t.Context(), text, "x"); err != nil {
				t.Errorf("Verify(%q): %v", text, err)
			}
		}
	})
}

// TestWaiting fills all places of a Hasher: the next one waits until its time is over, and works when one is free.
func TestWaiting(t *testing.T) {
	h := NewHasher(cheap(), 2)
	h.slots <- struct{}{}
	h.slots <- struct{}{}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := h.Hash(ctx, "x", rand.Reader)
	if problem.KindOf(err) != problem.Unavailable || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Hash with no place = %v, want Unavailable", err)
	}
	<-h.slots
	if _, err := h.Hash(t.Context(), "x", rand.Reader); err != nil {
		t.Errorf("Hash with a place: %v", err)
	}
	if len(h.slots) != 1 {
		t.Errorf("%d places taken after it, want 1", len(h.slots))
	}
}

// TestFloodOfSignIns measures the memory that 200 sign-ins at once make the program take from the system.
func TestFloodOfSignIns(t *testing.T) {
	need.Full(t)
	h := NewHasher(StandardCost(), runtime.GOMAXPROCS(0))
	hash := h.decoy()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			if ok, err := h.Verify(t.Context(), hash, fmt.Sprint("password ", i)); ok || err != nil {
				t.Errorf("Verify = %v, %v", ok, err)
			}
		})
	}
	all.Wait()
	runtime.ReadMemStats(&after)
	const limit = 400 << 20
	if taken := after.Sys - min(after.Sys, before.Sys); taken > limit {
		t.Errorf("200 sign-ins took %d MiB, want at most 400", taken>>20)
	}
}
