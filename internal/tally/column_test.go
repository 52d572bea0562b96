package tally

import (
	"testing"

	"pgregory.net/rapid"
)

// A column is a map from rows to numbers, whatever widths its blocks went through.
func TestColumn(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var c column
		want := map[int]uint64{}
		last := 0
		for range rapid.IntRange(1, 60).Draw(rt, "sets") {
			row := rapid.OneOf(rapid.IntRange(0, 40), rapid.IntRange(blockRows-3, blockRows+3), rapid.IntRange(0, 3*blockRows)).Draw(rt, "row")
			v := rapid.Uint64Range(0, 1<<rapid.SampledFrom([]int{0, 1, 7, 8, 9, 16, 17, 24, 25, 32, 33, 63}).Draw(rt, "bits")).Draw(rt, "value")
			c.set(row, v)
			want[row] = v
			last = max(last, row)
		}
		var batch [batchRows]uint64
		for from := 0; from <= last; from += batchRows {
			c.read(from, batch[:])
			for i, got := range batch {
				if got != want[from+i] || c.at(from+i) != got {
					rt.Fatalf("row %d: read %d, at %d, want %d", from+i, got, c.at(from+i), want[from+i])
				}
			}
		}
	})
}

// Zeros take no memory, and a full block no more than its numbers.
func TestColumnSize(t *testing.T) {
	var c column
	for row := range 3 * blockRows {
		c.set(row, 0)
	}
	if got := c.size(); got != 0 {
		t.Errorf("zeros take %d bytes", got)
	}
	for row := range blockRows {
		c.set(row, 300)
	}
	if got := c.size(); got != 2*blockRows {
		t.Errorf("a block of numbers of two bytes takes %d, want %d", got, 2*blockRows)
	}
}
