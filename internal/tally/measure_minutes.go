package tally

import "releve/internal/form"

// minutes_n: rows with minutes, the base of the means. minutes_mean_low, _mid, _high: minutes per such row, as the
// mean of the least, likeliest and most that the bands allow (an exact answer is all three; an open band stands at
// its floor in all three). Shared minutes are divided before, those of a chain added up.
func minutesMeasures() []Measure {
	role := form.RoleMinutes
	mean := func(part func(minutes) int64) func(*Count) Figure {
		return func(c *Count) Figure { return ratio(Minutes, inMinutes(part(c.whole.minutes)), c.whole.Timed) }
	}
	return []Measure{
		{Name: "minutes_n", Kind: Number, Role: role, read: func(c *Count) Figure { return number(c.whole.Timed) }},
		{Name: "minutes_mean_low", Kind: Minutes, Role: role, read: mean(minutes.least)},
		{Name: "minutes_mean_mid", Kind: Minutes, Role: role, read: mean(minutes.likeliest)},
		{Name: "minutes_mean_high", Kind: Minutes, Role: role, read: mean(minutes.most)},
	}
}
