package xlsx_test

import (
	"fmt"
	"io"
	"iter"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/interchange"
	"releve/internal/need"
	"releve/internal/report"
	"releve/internal/xlsx"
)

// many hands over the sheets of the demonstration again and again, each with an id of its own.
func many(base []campaign.Kept, n int) iter.Seq2[campaign.Kept, error] {
	return func(yield func(campaign.Kept, error) bool) {
		for i := range n {
			s := *base[i%len(base)].Sheet
			s.ID[0], s.ID[1], s.ID[2] = byte(i>>16), byte(i>>8), byte(i)
			if !yield(campaign.Kept{Sheet: &s, Place: int64(i), Rows: 1}, nil) {
				return
			}
		}
	}
}

// broad returns lines of as many columns as a large questionnaire gives.
func broad(lines []logged) *report.Data {
	d := dataOf(lines, nil)
	narrow := d.Lines
	for i := range 28 {
		kind := []report.Kind{report.Text, report.Count}[i%2]
		d.Columns = append(d.Columns, report.DataColumn{Key: fmt.Sprint("more", i), Head: fmt.Sprint("Colonne ", i), Kind: kind})
	}
	d.Lines = func(yield func([]report.Cell, error) bool) {
		all := make([]report.Cell, len(d.Columns))
		n := 0
		for cells, err := range narrow {
			copy(all, cells)
			for i := len(cells); i < len(all); i++ {
				all[i] = report.Cell{Kind: d.Columns[i].Kind, Value: float64(n % (i + 1)), Text: cells[1+i%4].Text}
			}
			n++
			if !yield(all, err) {
				return
			}
		}
	}
	return d
}

// peak runs f and returns how much the heap grew while it ran, in MiB.
func peak(f func()) float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := m.HeapAlloc
	var most atomic.Uint64
	done, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				most.Store(max(most.Load(), now.HeapAlloc))
			}
		}
	}()
	f()
	close(done)
	<-gone
	return float64(max(most.Load(), before)-before) / (1 << 20)
}

// BenchmarkWorkbook writes both sheets of rows, of 40 and 25 columns.
func BenchmarkWorkbook(b *testing.B) {
	for _, n := range []int{10_000, need.Size(20_000, 100_000, 100_000)} {
		c, base := example(b)
		lines := logs(n, "Fédération Wallonie-Bruxelles", "Commune de Schaerbeek", "ONEM", "Actiris", "CPAS")
		book := bookOf(lines, nil)
		book.Data = broad(lines)
		layout, err := interchange.New(c)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			grown := 0.0
			for b.Loop() {
				grown = max(grown, peak(func() {
					err = xlsx.Write(io.Discard, xlsx.Workbook{Book: book, Codes: &xlsx.Codes{Header: layout.Header(), Lines: layout.Lines(many(base, n))}, Made: made()})
				}))
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(grown, "MiB-grown")
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
