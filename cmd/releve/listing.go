package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
	"unicode"
)

// pair writes "key: value", which people and programs read in every language.
func (c *call) pair(key, value string) { fmt.Fprintf(c.out, "%s: %s\n", key, value) }

// printJSON writes a value as JSON. Lists are arrays, also when they are empty.
func (c *call) printJSON(v any) error {
	e := json.NewEncoder(c.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v) //nolint:wrapcheck // standard output
}

// printRows writes a listing for people: a heading by message keys, where there is one, then rows, in columns.
func (c *call) printRows(headings []string, rows [][]string) error {
	if len(rows) == 0 {
		return nil
	}
	t := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	if len(headings) > 0 {
		named := make([]string, len(headings))
		for i, key := range headings {
			named[i] = strings.ToUpper(c.Text(key, nil))
		}
		fmt.Fprintln(t, strings.Join(named, "\t"))
	}
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = plain(cell)
		}
		fmt.Fprintln(t, strings.Join(cells, "\t"))
	}
	return t.Flush() //nolint:wrapcheck // standard output
}

// plain returns a text that cannot command a terminal nor break a line.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}
