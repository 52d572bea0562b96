package form

import (
	"iter"

	"releve/internal/locale"
)

// List is a tree of choices. Every branch is itself an answer.
type List struct {
	Name    string
	Choices []*Choice

	file    string
	index   map[string]*Choice
	size    int  // choices in the whole tree
	specify bool // one of them opens a free text
}

// Choice is one answer of a list, with the choices below it.
type Choice struct {
	Code     string
	Group    locale.Text // heading of the branch, empty on a leaf
	Label    locale.Text // stands alone, out of its branch
	Short    locale.Text // at most 24 signs
	Hint     locale.Text
	Keywords map[locale.Tag][]string // as people say it
	Specify  bool                    // "other, specify": opens a free text
	NonNum   bool                    // bound to offer a human channel beside the digital one; inherited by children
	Retired  string                  // date from which it is no longer offered, "" while it is
	Children []*Choice
	Parent   *Choice // nil at the top

	line  int
	place int      // in the walk of the whole tree
	alone []string // the code, as the answer that it is: shared by all sheets that hold it
}

// Choice returns the choice with a code.
func (l *List) Choice(code string) (*Choice, bool) {
	c, ok := l.index[code]
	return c, ok
}

// All walks the tree in its order, a branch before what is below it.
func (l *List) All() iter.Seq[*Choice] {
	return func(yield func(*Choice) bool) { walkChoices(l.Choices, yield) }
}

func walkChoices(cs []*Choice, yield func(*Choice) bool) bool {
	for _, c := range cs {
		if !yield(c) || !walkChoices(c.Children, yield) {
			return false
		}
	}
	return true
}

// Top returns the branch of the first level that the choice belongs to, itself when it stands there.
func (c *Choice) Top() *Choice {
	for c.Parent != nil {
		c = c.Parent
	}
	return c
}

// Under says whether the choice is the one with that code or stands below it.
func (c *Choice) Under(code string) bool {
	for ; c != nil; c = c.Parent {
		if c.Code == code {
			return true
		}
	}
	return false
}

// Offered says whether the choice, and every branch that it stands in, is still offered on a calendar date (yyyy-mm-dd).
func (c *Choice) Offered(date string) bool {
	for ; c != nil; c = c.Parent {
		if c.Retired != "" && date >= c.Retired {
			return false
		}
	}
	return true
}

// Heading returns the name of the branch that the choice opens, its short name on a leaf.
func (c *Choice) Heading(tag locale.Tag) string {
	if len(c.Group) > 0 {
		return c.Group.In(tag)
	}
	return c.Short.In(tag)
}

// link sets parents and places, inherits marks and fills the index.
func (l *List) link() {
	l.index = make(map[string]*Choice)
	linkChoices(l, nil, l.Choices)
}

func linkChoices(l *List, parent *Choice, cs []*Choice) {
	for _, c := range cs {
		c.Parent = parent
		c.NonNum = c.NonNum || parent != nil && parent.NonNum
		c.place, c.alone = l.size, []string{c.Code}
		l.size++
		l.index[c.Code] = c
		l.specify = l.specify || c.Specify
		linkChoices(l, c, c.Children)
	}
}

// order puts codes that the list knows into its own order, in their place, and drops doubles.
func (l *List) order(codes []string) []string {
	chosen := make([]bool, l.size)
	for _, code := range codes {
		chosen[l.index[code].place] = true
	}
	codes = codes[:0]
	for c := range l.All() {
		if chosen[c.place] {
			codes = append(codes, c.Code)
		}
	}
	return codes
}
