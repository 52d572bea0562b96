package xlsx

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"releve/internal/report"
)

// tableName is the table of the rows behind the figures, called the same in every language.
const tableName = "Donnees"

// mostFormula is how long a formula may be in Excel.
const mostFormula = 8192

// Errors of a formula: reports ship with the program, so that they are told to developers.
var (
	errColumn = errors.New("no such column of the rows")
	errName   = errors.New("no cell has this name")
	errBeside = errors.New("no such cell in the row")
	errOp     = errors.New("no such operation")
)

// questions are what formulas can ask for.
type questions struct {
	heads   map[string]string // headings of the columns of Data by key, as they stand in a reference
	labels  map[string]labels // of the columns of texts that are compared
	figures map[string]report.Cell
}

// figures remembers the cells of a report that have a name.
func (b *book) figures(r *report.Report) {
	if b.ask == nil {
		return
	}
	for _, t := range r.Tables {
		for _, line := range t.Rows {
			for _, c := range line.Cells {
				if c.Name != "" {
					b.ask.figures[c.Name] = c
				}
			}
		}
	}
}

// asker writes one formula.
type asker struct {
	*questions
	cells []report.Cell // of the row
	row   int           // its number
	not   []string      // what is known not to be 0
}

// formula returns a formula in Excel's words, "" for one that is too long for it: then the value stands alone.
func (q *questions) formula(f *report.Formula, cells []report.Cell, row int) (string, error) {
	a := &asker{questions: q, cells: cells, row: row}
	text, err := a.whole(f)
	if err != nil {
		return "", fmt.Errorf("formula: %w", err)
	}
	if len(text) > mostFormula {
		return "", nil
	}
	return text, nil
}

// whole writes a formula that is the content of a cell: a smallest or largest value of nothing is no 0.
func (a *asker) whole(f *report.Formula) (string, error) {
	text, err := a.write(f)
	if err != nil || f.Op != report.Least && f.Op != report.Most {
		return text, err
	}
	column, err := a.column(f.Column)
	return `IF(COUNT(` + column + `)=0,"",` + text + `)`, err
}

func (a *asker) write(f *report.Formula) (string, error) {
	switch f.Op {
	case report.Sum:
		return a.sum(f)
	case report.Least:
		return a.over("MIN", f.Column)
	case report.Most:
		return a.over("MAX", f.Column)
	case report.Figure:
		c, ok := a.figures[f.Name]
		if !ok {
			return "", fmt.Errorf("%w: %s", errName, f.Name)
		}
		return counted(f.Name, c), nil
	case report.Beside:
		if f.Beside < 0 || f.Beside >= len(a.cells) {
			return "", fmt.Errorf("%w: %d", errBeside, f.Beside)
		}
		return counted(address(f.Beside+1, a.row), a.cells[f.Beside]), nil
	case report.Constant:
		return strconv.FormatFloat(f.Number, 'f', -1, 64), nil
	case report.Quotient:
		return a.quotient(f)
	case report.Unless:
		return a.unless(f)
	default:
		return "", fmt.Errorf("%w: %d", errOp, f.Op)
	}
}

// counted writes a reference to a cell. An undefined figure is an empty text, with which nothing can be calculated.
func counted(reference string, c report.Cell) string {
	if c.Formula == nil || c.Formula.Op == report.Sum || c.Formula.Op == report.Constant {
		return reference
	}
	return "N(" + reference + ")"
}

// two writes both arguments.
func (a *asker) two(f *report.Formula) (first, then string, err error) {
	if len(f.Args) != 2 {
		return "", "", fmt.Errorf("%w: %d", errOp, f.Op)
	}
	if first, err = a.write(f.Args[0]); err != nil {
		return "", "", err
	}
	if f.Op == report.Unless {
		a.not = append(a.not, first)
		defer func() { a.not = a.not[:len(a.not)-1] }()
	}
	then, err = a.write(f.Args[1])
	return first, then, err
}

func (a *asker) unless(f *report.Formula) (string, error) {
	base, then, err := a.two(f)
	return `IF(` + base + `=0,"",` + then + `)`, err
}

// quotient divides, but never by 0.
func (a *asker) quotient(f *report.Formula) (string, error) {
	dividend, divisor, err := a.two(f)
	if err != nil {
		return "", err
	}
	for i, text := range []*string{&dividend, &divisor} {
		if f.Args[i].Op == report.Quotient {
			*text = "(" + *text + ")"
		}
	}
	if c := f.Args[1]; slices.Contains(a.not, divisor) || c.Op == report.Constant && c.Number != 0 {
		return dividend + "/" + divisor, nil
	}
	return `IF(` + divisor + `=0,"",` + dividend + `/` + divisor + `)`, nil
}

// column returns a reference to a column of the rows.
func (q *questions) column(key string) (string, error) {
	head, ok := q.heads[key]
	if !ok {
		return "", fmt.Errorf("%w: %s", errColumn, key)
	}
	return tableName + "[" + head + "]", nil
}

func (a *asker) over(function, key string) (string, error) {
	column, err := a.column(key)
	return function + "(" + column + ")", err
}

// sum adds a column up, over the rows that pass the conditions. A label that a criterion would not find, or would
// find with others, is compared sign by sign.
func (a *asker) sum(f *report.Formula) (string, error) {
	if len(f.Where) == 0 {
		return a.over("SUM", f.Column)
	}
	values, err := a.column(f.Column)
	if err != nil {
		return "", err
	}
	criteria, exact := []string{values}, make([]string, 0, len(f.Where))
	easy := true
	for _, c := range f.Where {
		column, err := a.column(c.Column)
		if err != nil {
			return "", err
		}
		criteria = append(criteria, column, literal(criterion(c.Text)))
		exact = append(exact, "EXACT("+column+","+literal(c.Text)+")")
		easy = easy && plain(c.Text) && a.labels[c.Column].alone(c.Text)
	}
	if easy {
		return "SUMIFS(" + strings.Join(criteria, ",") + ")", nil
	}
	return "SUMPRODUCT(1*" + strings.Join(exact, "*") + "," + values + ")", nil
}

// heading returns a heading as it may stand in a table: on one line, not too long, not blank, unlike those before it
// whatever their case, and without what could be read as a sign that Excel writes by its number (_x0041_).
func heading(text string, taken map[string]bool) string {
	text = cut(strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "_x", "_-x"), mostLiteral)
	if text == "" {
		text = "?"
	}
	name := text
	for n := 2; taken[folded(name)]; n++ {
		name = text + " " + strconv.Itoa(n)
	}
	taken[folded(name)] = true
	return name
}

// referred returns a heading as it stands in a reference to its column.
func referred(head string) string {
	return strings.NewReplacer("'", "''", "[", "'[", "]", "']", "#", "'#", "@", "'@").Replace(head)
}
