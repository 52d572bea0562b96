package locale

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestInteger(t *testing.T) {
	tests := []struct {
		name string
		tag  Tag
		n    int64
		want string
	}{
		{"zero", "fr", 0, "0"},
		{"three digits", "fr", 999, "999"},
		{"four digits", "fr", 1000, "1\u00a0000"},
		{"negative three digits", "nl", -999, "-999"},
		{"negative", "nl", -123456, "-123.456"},
		{"German", "de", 1234567, "1.234.567"},
		{"English", "en", 1234567, "1,234,567"},
		{"greatest", "en", math.MaxInt64, "9,223,372,036,854,775,807"},
		{"least", "en", math.MinInt64, "-9,223,372,036,854,775,808"},
	}
	all := printers(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := all[test.tag].Integer(test.n); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestDecimal(t *testing.T) {
	tests := []struct {
		name   string
		tag    Tag
		v      float64
		places int
		want   string
	}{
		{"French", "fr", 1234.5, 1, "1\u00a0234,5"},
		{"Dutch", "nl", 1234.5, 1, "1.234,5"},
		{"German", "de", 1234.5, 2, "1.234,50"},
		{"English", "en", 1234.5, 0, "1,235"},
		{"half goes away from zero", "en", 2.5, 0, "3"},
		{"negative half goes away from zero", "en", -2.5, 0, "-3"},
		{"half as people write it, below it as bits", "en", 1.005, 2, "1.01"},
		{"noise of binary fractions", "en", 0.1 + 0.2, 2, "0.30"},
		{"carry into a new digit", "en", 999.96, 1, "1,000.0"},
		{"carry from nothing", "en", 0.96, 1, "1.0"},
		{"rounds up to the last place", "en", 0.06, 1, "0.1"},
		{"rounds down to nothing", "en", 0.04, 1, "0.0"},
		{"far below the last place", "en", 1e-300, 2, "0.00"},
		{"no minus on nothing", "en", -0.04, 1, "0.0"},
		{"minus zero", "en", math.Copysign(0, -1), 1, "0.0"},
		{"zero", "en", 0, 0, "0"},
		{"small", "en", 0.000123, 5, "0.00012"},
		{"large", "en", 1e21, 1, "1,000,000,000,000,000,000,000.0"},
		{"negative places are none", "en", 12.3, -2, "12"},
		{"many places", "en", 0.5, 20, "0.50000000000000000000"},
		{"no figure", "fr", math.NaN(), 1, "–"},
		{"no end", "fr", math.Inf(-1), 1, "–"},
	}
	all := printers(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := all[test.tag].Decimal(test.v, test.places); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestDecimalOfWhole compares two ways to the same text: thousandths written as a decimal are the whole
// number of thousandths with a point in it.
func TestDecimalOfWhole(t *testing.T) {
	p := printers(t)["en"]
	rapid.Check(t, func(t *rapid.T) {
		thousandths := rapid.Int64Range(-999_999_999, 999_999_999).Draw(t, "thousandths")
		whole, rest := thousandths/1000, thousandths%1000
		want := fmt.Sprintf("%s.%03d", p.Integer(whole), max(rest, -rest))
		if whole == 0 && rest < 0 {
			want = "-" + want
		}
		if got := p.Decimal(float64(thousandths)/1000, 3); got != want {
			t.Errorf("%d/1000: got %q, want %q", thousandths, got, want)
		}
	})
}

func TestPercent(t *testing.T) {
	tests := []struct {
		name   string
		tag    Tag
		share  float64
		places int
		want   string
	}{
		{"French", "fr", 0.27, 0, "27\u00a0%"},
		{"Dutch", "nl", 0.27, 0, "27%"},
		{"German", "de", 0.27, 0, "27\u00a0%"},
		{"English", "en", 0.27, 0, "27%"},
		{"places", "fr", 112.0 / 416.0, 1, "26,9\u00a0%"},
		{"half of a percent that the bits put below it", "en", 0.285, 0, "29%"},
		{"a tenth of a percent", "en", 0.001, 1, "0.1%"},
		{"all", "en", 1, 1, "100.0%"},
		{"more than all", "en", 12.345, 1, "1,234.5%"},
		{"less", "fr", -0.031, 1, "-3,1\u00a0%"},
		{"none of none", "fr", math.NaN(), 1, "–"},
	}
	all := printers(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := all[test.tag].Percent(test.share, test.places); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
