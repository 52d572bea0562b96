//go:build unix

package sqlite

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/need"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// cpu returns what the process has used of its processors so far, the system's work for it included.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// syncs returns how many times a second the machine can overwrite a few pages durably.
func syncs(b *testing.B) float64 {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "probe"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 12<<10)
	n, began := 0, time.Now()
	for ; time.Since(began) < time.Second/2; n++ {
		if _, err = f.WriteAt(page, 0); err != nil {
			b.Fatal(err)
		}
		if err = f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	return float64(n) / time.Since(began).Seconds()
}

// stocked returns a database with so many sheets of two thousand devices.
func stocked(b *testing.B, n, limit int) (*DB, *campaign.Campaign) {
	b.Helper()
	return stockedBy(b, n, limit, 2000)
}

// stockedBy returns a database with so many sheets of so many devices.
func stockedBy(b *testing.B, n, limit, devices int) (*DB, *campaign.Campaign) {
	b.Helper()
	db := openTest(b, b.TempDir(), limit)
	c := survey(b, db)
	if _, err := db.Update(b.Context(), "s", func(c *campaign.Campaign) error {
		c.Participants = []campaign.Participant{{Code: "cpas-1030", Name: "CPAS"}}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	const step = 20_000
	for done := 0; done < n; done += step {
		sheets := make([]*sheet.Sheet, min(step, n-done))
		for i := range sheets {
			sheets[i] = procedure(b, c, strconv.Itoa(rand.IntN(devices)))
		}
		if _, err := db.Import(b.Context(), "s", campaign.Importation{Sheets: sheets}); err != nil {
			b.Fatal(err)
		}
	}
	c, err := db.Campaign(b.Context(), "s")
	if err != nil {
		b.Fatal(err)
	}
	return db, c
}

// BenchmarkSave keeps sheets from 1, 8 and 64 callers at once, with few and with many stored, and one by one.
func BenchmarkSave(b *testing.B) {
	few, many := need.Size(1000, 10_000, 10_000), need.Size(5000, 100_000, 1_000_000)
	if n, err := strconv.Atoi(os.Getenv("RELEVE_BENCH_STORED")); err == nil {
		many = n
	}
	for _, stored := range []int{few, many} {
		for _, limit := range []int{0, 1} {
			db, c := stocked(b, stored, limit)
			for _, callers := range []int{1, 8, 64} {
				b.Run(fmt.Sprintf("stored=%d/limit=%d/callers=%d", stored, limit, callers), func(b *testing.B) {
					benchSave(b, db, c, callers)
				})
			}
		}
	}
}

func benchSave(b *testing.B, db *DB, c *campaign.Campaign, callers int) {
	b.Helper()
	raw := syncs(b)
	sheets := make([]*sheet.Sheet, b.N)
	for i := range sheets {
		sheets[i] = procedure(b, c, strconv.Itoa(rand.IntN(2000)))
	}
	runtime.GC()
	var next atomic.Int64
	var running sync.WaitGroup
	before := cpu(b)
	b.ResetTimer()
	for range callers {
		running.Go(func() {
			for i := next.Add(1) - 1; i < int64(b.N); i = next.Add(1) - 1 {
				if _, err := db.Save(b.Context(), post(c, sheets[i])); err != nil {
					b.Error(err)
				}
			}
		})
	}
	running.Wait()
	b.StopTimer()
	b.ReportMetric(float64((cpu(b)-before).Nanoseconds())/float64(b.N), "cpu-ns/op")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/raw, "saves/fsync")
}

// BenchmarkView reads all sheets of a campaign, by place and by date.
func BenchmarkView(b *testing.B) {
	n := need.Size(2000, 50_000, 500_000)
	db, _ := stocked(b, n, 0)
	for name, walk := range map[string]func(campaign.View) func(func(campaign.Kept, error) bool){
		"changed": func(v campaign.View) func(func(campaign.Kept, error) bool) { return v.Changed(0) },
		"date":    func(v campaign.View) func(func(campaign.Kept, error) bool) { return v.ByDate() },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				err := db.View(b.Context(), "s", func(v campaign.View) error {
					for _, err := range walk(v) {
						if err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(n)/float64(b.N), "ns/row")
		})
	}
}

// BenchmarkLoad loads the columns that figures are counted from; there are as many devices for the sheets as in the
// data of Schaerbeek. On two free cores it takes 500,000 rows a second at least.
func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{need.Size(2000, 100_000, 100_000), need.Size(5000, 200_000, 1_000_000)} {
		db, c := stockedBy(b, n, 0, n*178/416)
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			before := cpu(b)
			for b.Loop() {
				columns := tally.NewColumns(c)
				if err := db.View(b.Context(), "s", columns.Read); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64((cpu(b)-before).Nanoseconds())/float64(n)/float64(b.N), "cpu-ns/row")
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkSafety checks, backs up and restores a database.
func BenchmarkSafety(b *testing.B) {
	n := need.Size(2000, 100_000, 100_000)
	db, _ := stocked(b, n, 0)
	path := filepath.Join(b.TempDir(), "b.zip")
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if found, err := db.Verify(b.Context()); err != nil || len(found.Findings) > 0 {
				b.Fatal(err, found.Findings)
			}
		}
	})
	b.Run("backup", func(b *testing.B) {
		for b.Loop() {
			if _, err := db.Backup(b.Context(), path); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("restore", func(b *testing.B) {
		for b.Loop() {
			if _, err := Restore(b.Context(), Restoring{Dir: b.TempDir(), Path: path, Now: noon}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkReceipt looks up the newest receipt, the oldest one and one that was never given.
func BenchmarkReceipt(b *testing.B) {
	db, c := stocked(b, 0, 0)
	oldest := procedure(b, c, "a")
	if _, err := db.Save(b.Context(), post(c, oldest)); err != nil {
		b.Fatal(err)
	}
	n := need.Size(2000, 50_000, 1_000_000)
	for done := 0; done < n; done += 5000 {
		batch := campaign.Batch{Slug: c.Slug, Config: c.Config}
		for range 5000 {
			batch.Submissions = append(batch.Submissions, post(c, procedure(b, c, "a")).Submissions...)
		}
		if _, err := db.Save(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	newest, never := procedure(b, c, "a"), procedure(b, c, "a")
	if _, err := db.Save(b.Context(), post(c, newest)); err != nil {
		b.Fatal(err)
	}
	for name, s := range map[string]*sheet.Sheet{"newest": newest, "oldest": oldest, "never": never} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, err := db.ByReceipt(b.Context(), "s", post(c, s).Submissions[0].Receipt)
				if (err != nil) != (s == never) {
					b.Fatal(err)
				}
			}
		})
	}
}
