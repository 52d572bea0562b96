package paper

import (
	"cmp"
	"slices"

	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
)

// Measures of a tally.
const (
	tallyEdge   = 10.0 // from the edges of the page to its lines
	leastPitch  = 5.6  // between the middles of boxes beside one another
	goodPitch   = 6.1
	mostPitch   = 7.0
	leastWord   = 12.0 // width of a place to write a word
	mostWord    = 28.0
	leastLine   = 6.6 // height of a line
	mostLine    = 8.4
	separation  = 3.0 // between the boxes of two questions
	wordGap     = 1.8 // between a box and the place to write
	numberWidth = 6.0
	dateWidth   = 15.0
	sharedWidth = 9.0
	keyBand     = 3.8 // height of the keys above the boxes
	keyStrip    = 3.5 // and of those that stand there again
	mostOnTally = 20  // lines
	usualLines  = 15
	leastLines  = 6
)

// group is the boxes of a question on a tally.
type group struct {
	q     *form.Question
	col   Column // no choices: it is written by hand
	word  float64
	left  float64 // of the outer edge of its first box, or of the place to write
	air   float64 // on both sides, where its name is wider than its boxes
	named float64 // width that its name needs
}

// boxes returns how wide a group's boxes are, up to their outer edges.
func (g group) boxes(pitch float64) float64 {
	if len(g.col.Choices) == 0 {
		return 0
	}
	return float64(len(g.col.Choices)-1)*pitch + tallyBox + Line
}

// writes says whether something is written by hand in a group.
func (g group) writes() bool { return len(g.col.Choices) == 0 || g.col.specifying() != "" }

// width returns how wide a group is.
func (g group) width(pitch, word float64) float64 {
	w := g.boxes(pitch)
	switch {
	case len(g.col.Choices) == 0:
		w = max(word, wordOf(g.q))
	case g.col.specifying() != "":
		w += wordGap + word
	}
	return max(w, g.named)
}

// wordOf returns how much an answer needs that is written by hand.
func wordOf(q *form.Question) float64 {
	if q.Kind.Name() == kindInteger {
		return 14
	}
	return 24
}

// table is how the lines of a tally stand on the page.
type table struct {
	groups      []group
	pitch, word float64
	left, right float64
	top, line   float64 // of the first line, and how high each is
	lines       int
	apart       int     // after how many lines the keys stand again
	labels      float64 // height of the turned labels
	names       float64 // and of the questions' names above them
	sharedLeft  float64 // left edges of what ends each line
	followLeft  float64
	voidLeft    float64
}

// tally composes a page with a line for each filled questionnaire.
func (k *composer) tally() error {
	groups, err := k.choose(short)
	width, height, lines := short, long, mostOnTally
	if err != nil || len(groups) < k.countable() {
		if groups, err = k.choose(long); err != nil {
			return err
		}
		width, height, lines = long, short, usualLines
	}
	k.page(width, height)
	t := k.columns(groups, width)
	k.tallyHead()
	if err := k.fill(t, lines); err != nil {
		return err
	}
	k.heads(t)
	k.body(t)
	k.tallyFoot()
	return nil
}

// countable returns how many questions have boxes.
func (k *composer) countable() int { return len(k.cols) }

// around is the width of what stands before and behind the questions of a line.
func around(f *form.Form) float64 {
	w := numberWidth + dateWidth + 2*(separation+tallyBox+Line) + separation
	if f.Repeat() == nil {
		w += separation + sharedWidth
	}
	return w
}

// lineRoom returns how much of a line is left for the questions of a form on a page of a width.
func lineRoom(f *form.Form, width float64) float64 { return width - 2*tallyEdge - around(f) }

// newGroup returns what a question takes on a tally.
func newGroup(q *form.Question, col Column) group {
	g := group{q: q, col: col}
	for _, tag := range locale.Languages() {
		for place := range 2 {
			g.named = max(g.named, widest(nameStyle().face(place, tallyMin), q.Short.In(tag)))
		}
	}
	return g
}

// seated says whether the questions of a form that must be answered fit on a line of a tally.
func seated(f *form.Form, cols []Column) bool {
	room := lineRoom(f, long)
	for q := range f.All() {
		if q.Required {
			col, _ := columnOf(cols, q)
			room -= newGroup(q, col).width(leastPitch, leastWord) + separation
		}
	}
	return room >= 0
}

// choose returns the questions that a tally asks: those that must be answered, and as many others as there is room for.
// The error is a problem where not even the first ones fit (paper.wide), or nothing is left (paper.narrow).
func (k *composer) choose(width float64) ([]group, error) {
	room := lineRoom(k.form, width)
	var chosen []group
	for _, g := range k.wishes() {
		w := g.width(leastPitch, leastWord) + separation
		switch {
		case w <= room:
			room -= w
			chosen = append(chosen, g)
		case g.q.Required:
			return nil, problem.New(problem.Invalid, "paper.wide", problem.Args{"n": k.required()})
		}
	}
	if len(chosen) == 0 {
		return nil, problem.New(problem.Invalid, "paper.narrow", nil)
	}
	order := map[*form.Question]int{}
	for q := range k.form.All() {
		order[q] = len(order)
	}
	slices.SortFunc(chosen, func(a, b group) int { return cmp.Compare(order[a.q], order[b.q]) })
	return chosen, nil
}

// required returns how many boxes the questions have that must be answered.
func (k *composer) required() int {
	n := 0
	for _, col := range k.cols {
		if col.Question.Required {
			n += len(col.Choices)
		}
	}
	return n
}

// wishes returns all questions, those first that a tally most needs. Long texts are asked only where they must be.
func (k *composer) wishes() []group {
	var all []group
	for q := range k.form.All() {
		if q.Kind.Name() != kindLong || q.Required {
			col, _ := columnOf(k.cols, q)
			all = append(all, newGroup(q, col))
		}
	}
	slices.SortStableFunc(all, func(a, b group) int { return cmp.Compare(a.rank(), b.rank()) })
	return all
}

// rank says how much a tally needs a question: 0 most.
func (g group) rank() int {
	switch {
	case g.q.Required:
		return 0
	case g.q.Role == form.RoleMinutes:
		return 1
	case len(g.col.Choices) == 0:
		return 6
	case answering(g.q) == Many:
		return 5
	case g.q.Role == form.RoleInstitution, g.q.Role == form.RoleOutcome:
		return 2
	case g.q.Role != "" && g.q.Role != form.RoleFunction:
		return 3
	}
	return 4
}

// shortName returns what a question is called on a tally.
func (k *composer) shortName(tags []locale.Tag, q *form.Question) []phrase {
	return k.said(tags, func(p *locale.Printer) string { return q.Short.In(p.Tag()) })
}

// nameStyle is how the names of questions are set on a tally.
func nameStyle() style { return style{sizes: sizes(8, tallyMin), bold: true, most: 2} }

// columns spreads groups over the width of a page.
func (k *composer) columns(groups []group, width float64) *table {
	t := &table{groups: groups, pitch: leastPitch, word: leastWord, left: tallyEdge, right: width - tallyEdge}
	spare := func() float64 {
		room := lineRoom(k.form, width)
		for _, g := range groups {
			room -= g.width(t.pitch, t.word) + separation
		}
		return room
	}
	raise := func(what *float64, limit float64) {
		const step = 0.05
		for *what+step <= limit+1e-9 {
			if *what += step; spare() < 0 {
				*what -= step
				return
			}
		}
	}
	raise(&t.pitch, goodPitch)
	raise(&t.word, mostWord)
	raise(&t.pitch, mostPitch)
	air := max(0, spare()) / float64(len(groups)+3)
	x := t.left + numberWidth + dateWidth + separation + air
	for i := range groups {
		g := &groups[i]
		w := g.width(t.pitch, t.word)
		g.word = t.word
		g.air = (w - g.inside(t.pitch)) / 2
		g.left = x + g.air
		x += w + separation + air
	}
	if k.form.Repeat() == nil {
		t.sharedLeft = x
		x += sharedWidth + separation + air
	}
	t.followLeft = x
	t.voidLeft = x + tallyBox + Line + separation + air
	return t
}

// inside returns how wide what is answered in a group is.
func (g group) inside(pitch float64) float64 {
	bare := g
	bare.named = 0
	return bare.width(pitch, g.word)
}
