package tally

import (
	"math"

	"releve/internal/form"
)

// minutes is a sum in units of 2⁻²⁸ minute: whole numbers add up the same in every order. A row's rounding error is
// below 2·10⁻⁹ minute, and ten million rows of a day each still fit.
type minutes struct {
	low, mid, high int64
}

const perMinute = 1 << 28

// exactly returns a duration in whole units, shared between that many sheets (0: not shared).
func exactly(s form.Span, shared int) minutes {
	by := perMinute / float64(max(shared, 1))
	return minutes{int64(math.Round(s.Low * by)), int64(math.Round(s.Mid * by)), int64(math.Round(s.High * by))}
}

func (m minutes) plus(o minutes) minutes {
	return minutes{m.low + o.low, m.mid + o.mid, m.high + o.high}
}

// span returns the minutes divided by a number.
func (m minutes) span(by float64) form.Span {
	return form.Span{Low: inMinutes(m.low) / by, Mid: inMinutes(m.mid) / by, High: inMinutes(m.high) / by}
}

func (m minutes) least() int64     { return m.low }
func (m minutes) likeliest() int64 { return m.mid }
func (m minutes) most() int64      { return m.high }

func inMinutes(units int64) float64 { return float64(units) / perMinute }
