package tally

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Reference values of Wilson's interval: R 4.2.2 prop.test(correct=FALSE), and the cases of statsmodels' own test of
// proportion_confint (19 of 38, 38 of 38, 0 of 77).
func TestWilson(t *testing.T) {
	cases := []struct {
		name      string
		x, n      float64
		low, high float64
	}{
		{"1030", 112, 416, .228861, .313823},
		{"a fifth", 84, 416, .166155, .243146},
		{"smaller base", 51, 235, .169097, .274048},
		{"half", 19, 38, .348499283643951, .651500716356049},
		{"all", 38, 38, .908190, 1},
		{"none", 0, 77, 0, .047519},
		{"one of one", 1, 1, .206549, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			low, high := wilson(c.x/c.n, c.n)
			if math.Abs(low-c.low) > 1e-6 || math.Abs(high-c.high) > 1e-6 {
				t.Errorf("got %.9f %.9f, want %.9f %.9f", low, high, c.low, c.high)
			}
		})
	}
}

// The design effects were computed apart, in Python, from the linearised variance as R's survey package has it.
func TestEffective(t *testing.T) {
	cases := []struct {
		name     string
		clusters []cluster
		p, n     float64
	}{
		{"all alike: no more than the rows", []cluster{{2, 8}, {2, 8}, {2, 8}, {2, 8}, {2, 8}}, .25, 40},
		{"uneven", []cluster{{8, 8}, {0, 8}, {1, 10}, {3, 12}, {5, 6}}, 17.0 / 44, 7.2644378},
		{"one service has it all", []cluster{{10, 10}, {0, 10}, {0, 10}, {0, 10}, {0, 10}}, .2, 4.0816327},
		{"all failed", []cluster{{4, 4}, {3, 3}, {2, 2}, {1, 1}, {1, 1}}, 1, 11},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p, n := effective(c.clusters)
			if math.Abs(p-c.p) > 1e-9 || math.Abs(n-c.n) > 1e-6 {
				t.Errorf("got p %.9f n %.7f, want %.9f %.7f", p, n, c.p, c.n)
			}
		})
	}
}

// The interval lies within 0…1 and holds the share, mirrors when success and failure change places, and narrows with
// more rows of the same share.
func TestWilsonShape(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(t, "n")
		x := rapid.IntRange(0, n).Draw(t, "x")
		p := float64(x) / float64(n)
		low, high := wilson(p, float64(n))
		if low < 0 || low > p || high < p || high > 1 {
			t.Fatalf("%d of %d: %v to %v", x, n, low, high)
		}
		if l, h := wilson(1-p, float64(n)); math.Abs(l-(1-high)) > 1e-9 || math.Abs(h-(1-low)) > 1e-9 {
			t.Fatalf("%d of %d: %v to %v, the other way round %v to %v", x, n, low, high, l, h)
		}
		if l, h := wilson(p, float64(4*n)); h-l >= high-low {
			t.Fatalf("%d of %d: %v wide, with four times the rows %v", x, n, high-low, h-l)
		}
	})
}
