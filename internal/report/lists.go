package report

// listOf returns what lays a list out, nil for an unknown name.
func listOf(name string) func(*builder, grid) (grid, bool, error) {
	switch name {
	case "comments":
		return (*builder).comments
	case "groups":
		return (*builder).groups
	case "outcomes":
		return (*builder).outcomes
	case "questions":
		return (*builder).questionList
	case "choices":
		return (*builder).choiceList
	case "bands":
		return (*builder).bandList
	case "data":
		return (*builder).dataList
	default:
		return nil
	}
}

// heads gives a list its headings.
func (b *builder) heads(g *grid, keys ...string) {
	for _, key := range keys {
		g.Head, g.columns = append(g.Head, b.text(key)), append(g.columns, key)
	}
}

// line adds a line of texts.
func (g *grid) line(texts ...string) *Row {
	var r Row
	for _, text := range texts {
		r.Cells = append(r.Cells, textCell(text))
	}
	g.Rows = append(g.Rows, r)
	return &g.Rows[len(g.Rows)-1]
}
