package campaign_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"releve/internal/campaign"
)

// bits returns n bytes with every bit set as given.
func bits(b byte, n int) io.Reader { return bytes.NewReader(bytes.Repeat([]byte{b}, n)) }

func TestNewLink(t *testing.T) {
	tests := []struct {
		name   string
		random io.Reader
		want   string
	}{
		{"zeros", bits(0, 10), "0000-0000-0000-0000"},
		{"ones", bits(0xff, 10), "zzzz-zzzz-zzzz-zzzz"},
		{"counting", bytes.NewReader([]byte{0, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf}), "0123-4567-89ab-cdef"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := campaign.NewLink(test.random)
			if err != nil || got != test.want {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestNewReceipt(t *testing.T) {
	tests := []struct {
		name   string
		random io.Reader
		want   string
	}{
		{"zeros", bits(0, 17), strings.Repeat("0", 26)},
		{"ones", bits(0xff, 17), strings.Repeat("z", 26)},
		{"the last bits are not used", bytes.NewReader(append(make([]byte, 16), 0x3f)), strings.Repeat("0", 26)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := campaign.NewReceipt(test.random)
			if err != nil || got != test.want {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestNewSecretsWithoutRandomness(t *testing.T) {
	for name, random := range map[string]io.Reader{
		"none": bits(0, 0), "too little": bits(0, 9), "broken": iotest.ErrReader(errors.New("no randomness")),
	} {
		if got, err := campaign.NewLink(random); err == nil || got != "" {
			t.Errorf("%s: link %q", name, got)
		}
		if got, err := campaign.NewReceipt(random); err == nil || got != "" {
			t.Errorf("%s: receipt %q", name, got)
		}
	}
}

// TestSecretsAreRead makes real ones and reads them back; a thousand of them differ.
func TestSecretsAreRead(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		link, err := campaign.NewLink(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		receipt, err := campaign.NewReceipt(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := campaign.ReadLink(link); !ok || got != link || seen[link] {
			t.Fatalf("link %q reads as %q, %v", link, got, ok)
		}
		if got, ok := campaign.ReadReceipt(receipt); !ok || got != receipt || seen[receipt] {
			t.Fatalf("receipt %q reads as %q, %v", receipt, got, ok)
		}
		seen[link], seen[receipt] = true, true
	}
}

func TestReadLink(t *testing.T) {
	tests := []struct {
		name  string
		typed string
		want  string // "" when it cannot be a link
	}{
		{"as made", "7k2m-0q9z-hjkm-npqr", "7k2m-0q9z-hjkm-npqr"},
		{"upper case", "7K2M-0Q9Z-HJKM-NPQR", "7k2m-0q9z-hjkm-npqr"},
		{"without hyphens", "7k2m0q9zhjkmnpqr", "7k2m-0q9z-hjkm-npqr"},
		{"with spaces", " 7k2m 0q9z\u00a0hjkm\tnpqr\n", "7k2m-0q9z-hjkm-npqr"},
		{"with dashes of print", "7k2m–0q9z—hjkm‑npqr", "7k2m-0q9z-hjkm-npqr"},
		{"letters for digits", "iIlL-oOoO-hjkm-npqr", "1111-0000-hjkm-npqr"},
		{"odd groups", "7-k2-m0q9zhjk-mnpqr", "7k2m-0q9z-hjkm-npqr"},
		{"nothing", "", ""},
		{"hyphens alone", "----", ""},
		{"too short", "7k2m-0q9z-hjkm-npq", ""},
		{"too long", "7k2m-0q9z-hjkm-npqrs", ""},
		{"a letter that is not used", "7k2m-0q9z-hjkm-npqu", ""},
		{"another sign", "7k2m-0q9z-hjkm-npq!", ""},
		{"inside", "7k2m-0q9z-h/km-npqr", ""},
		{"not UTF-8", "7k2m-0q9z-hjkm-npq\xff", ""},
		{"a sign that lower case turns into k", "7\u212a2m-0q9z-hjkm-npqr", ""},
		{"full width", "７k2m-0q9z-hjkm-npqr", ""},
		{"far too long", strings.Repeat(" ", 60) + "7k2m-0q9z-hjkm-npqr", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, ok := campaign.ReadLink(test.typed); got != test.want || ok != (test.want != "") {
				t.Errorf("got %q, %v, want %q", got, ok, test.want)
			}
		})
	}
}

func TestReadReceipt(t *testing.T) {
	tests := []struct {
		name  string
		typed string
		want  string // "" when it cannot be a receipt
	}{
		{"as made", "0123456789abcdefghjkmnpqrs", "0123456789abcdefghjkmnpqrs"},
		{"written down", "O123-4567-89AB-CDEF-GHJK-MNPQ-RS", "0123456789abcdefghjkmnpqrs"},
		{"a link", "7k2m-0q9z-hjkm-npqr", ""},
		{"too long", "0123456789abcdefghjkmnpqrst", ""},
		{"nothing", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, ok := campaign.ReadReceipt(test.typed); got != test.want || ok != (test.want != "") {
				t.Errorf("got %q, %v, want %q", got, ok, test.want)
			}
		})
	}
}

// TestReadLinkIsFinal reads anything: what comes out is a link code in its one form.
func TestReadLinkIsFinal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringMatching(`[0-9a-zA-Z -]{14,22}`).Draw(t, "typed")
		link, ok := campaign.ReadLink(typed)
		if !ok {
			return
		}
		if again, ok := campaign.ReadLink(link); !ok || again != link {
			t.Fatalf("%q reads as %q, that as %q, %v", typed, link, again, ok)
		}
		if len(link) != 19 || strings.Trim(link, "0123456789abcdefghjkmnpqrstvwxyz-") != "" {
			t.Fatalf("%q reads as %q", typed, link)
		}
	})
}
