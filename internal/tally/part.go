package tally

import "releve/internal/form"

// Part is what was counted of some of the rows. Parts are exact sums: those of the values of an axis on which every
// row stands once add up to the whole in every field.
type Part struct {
	Sheets   int64 // counted sheets; a sheet with a repeat stands where its first counted row does
	Rows     int64 // procedures, in rows; those of a chain are one, where its last sheet stands
	Answered int64 // rows that answer the question of every axis; 0 in a breakdown without axes
	Failed   int64 // rows whose outcome the campaign's map reads as failure
	Apart    int64 // rows whose outcome is set apart
	Base     int64 // rows whose outcome is failure or success: the base of the failure rate
	Timed    int64 // rows with minutes, or sheets where minutes stand outside the repeat: the base of the means
	Open     int64 // those of them that hold an open band, so that every sum and mean is a minimum
	minutes  minutes
}

// Plus returns the sum of two parts.
func (p Part) Plus(o Part) Part {
	return Part{
		Sheets: p.Sheets + o.Sheets, Rows: p.Rows + o.Rows, Answered: p.Answered + o.Answered,
		Failed: p.Failed + o.Failed, Apart: p.Apart + o.Apart, Base: p.Base + o.Base,
		Timed: p.Timed + o.Timed, Open: p.Open + o.Open, minutes: p.minutes.plus(o.minutes),
	}
}

// Minutes returns the minutes per row that has some: least, likeliest and most that the bands allow. They are
// undefined where no row has any.
func (p Part) Minutes() (form.Span, bool) {
	if p.Timed == 0 {
		return form.Span{}, false
	}
	return p.minutes.span(float64(p.Timed)), true
}

// Hours returns the hours in all, the sum of all minutes divided by 60. They are undefined where no row has any.
func (p Part) Hours() (form.Span, bool) {
	return p.minutes.span(60), p.Timed > 0
}

// Share returns Rows as a share of those of another part, 0…1, undefined where that has none.
func (p Part) Share(of Part) (float64, bool) {
	f := ratio(Share, float64(p.Rows), of.Rows)
	return f.Value, f.Defined
}

// FailedShare returns Failed / Base, 0…1, undefined where Base is 0.
func (p Part) FailedShare() (float64, bool) {
	f := ratio(Share, float64(p.Failed), p.Base)
	return f.Value, f.Defined
}

// add counts an outcome.
func (p *Part) add(o Outcome) {
	switch o {
	case Failed:
		p.Failed++
		p.Base++
	case Succeeded:
		p.Base++
	case SetApart:
		p.Apart++
	case Unanswered:
	}
}
