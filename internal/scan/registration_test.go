package scan_test

import (
	"fmt"
	"testing"

	"releve/internal/need"
	"releve/internal/simulate"
)

// registrationSeed is the first seed of the pages that are only to be found. Nobody tunes on them.
const registrationSeed = 9_437_189

// TestPagesAreFound finds copied pages in all four orientations, up to 5 degrees askew, printed at 90 to 102 %, and
// reads their codes without a person.
func TestPagesAreFound(t *testing.T) {
	seed := uint64(registrationSeed)
	for turn := range 4 {
		for n, scale := range [][2]float64{{0.9, 0.9}, {0.96, 0.96}, {1.02, 1.02}, {0.9, 1.02}} {
			seed += 1001
			t.Run(fmt.Sprintf("turned %d printed at %.2f", turn, scale[0]), func(t *testing.T) {
				if turn != n || n > 1 {
					need.Full(t)
				}
				tier := simulate.Copier200()
				tier.DPI, tier.Skew, tier.Scale = 150, 5, scale
				if n%2 == 1 {
					tier.DPI = 200
				}
				found(t, run{tier: tier, hand: simulate.Odd, seed: seed, pages: need.Size(1, 1, 130), turn: turn}, 0.001)
			})
		}
	}
}

// TestPagesAreFoundWithAMarkCovered finds pages one of whose marks cannot be seen.
func TestPagesAreFoundWithAMarkCovered(t *testing.T) {
	seed := uint64(registrationSeed + 100_000)
	for turn := range 4 {
		seed += 1001
		t.Run(fmt.Sprintf("turned %d", turn), func(t *testing.T) {
			if turn != 0 {
				need.Full(t)
			}
			r := run{tier: simulate.Copier200(), hand: simulate.Clean, seed: seed, pages: need.Size(1, 1, 80), turn: turn}
			r.cover = []int{0, 1, 2, 3}
			r.cover = append(r.cover[turn:], r.cover[:turn]...)
			found(t, r, 0.05)
		})
	}
}

// TestHardPhotographs finds photographs that were once lost, or of which boxes were.
func TestHardPhotographs(t *testing.T) {
	for _, tt := range []struct {
		name string
		seed uint64
		hand simulate.Hand
	}{
		{"a box far from others on paper that curls", 1036, simulate.Clean},
		{"a code that is not read where four marks say, but otherwise", 1628, simulate.Odd},
		{"a stroke of a pen through a mark", 5050, simulate.Odd},
		{"a staple over a mark, and a blackened box below it", 23_068_700, simulate.Odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := run{tier: simulate.PhoneGood(), hand: tt.hand, seed: tt.seed, pages: 1, turn: -1}.score(t)
			if got.lost > 0 || got.silent > 0 || got.off > 0.3 {
				t.Errorf("%s; a box is %.2f mm off, want at most 0.3", got.String(), got.off)
				tellAll(t, got.told)
			}
		})
	}
}

// found draws and reads the pages of a run and allows a share of them to be lost.
func found(t *testing.T, r run, share float64) {
	t.Helper()
	got := r.score(t)
	t.Log(got.String())
	if most := int(share * float64(got.pages)); got.lost > most {
		t.Errorf("%d pages lost, want at most %d of %d", got.lost, most, got.pages)
		tellAll(t, got.lostTold)
	}
}
