//go:build unix

package sqlite

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/pprof"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	crand "crypto/rand"

	"releve/internal/campaign"
	"releve/internal/sheet"
)

func TestZZStock(t *testing.T) {
	dir := os.Getenv("ZZ_STOCK")
	if dir == "" {
		t.Skip()
	}
	n, _ := strconv.Atoi(os.Getenv("ZZ_N"))
	db, err := Open(context.Background(), Options{Dir: dir, Now: time.Now, Random: crand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c := survey(t, db)
	db.Update(t.Context(), "s", func(c *campaign.Campaign) error {
		c.Participants = []campaign.Participant{{Code: "cpas-1030", Name: "CPAS"}}
		return nil
	})
	for done := 0; done < n; done += 20000 {
		sheets := make([]*sheet.Sheet, min(20000, n-done))
		for i := range sheets {
			sheets[i] = procedure(t, c, strconv.Itoa(rand.IntN(2000)))
		}
		if _, err := db.Import(t.Context(), "s", campaign.Importation{Sheets: sheets}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestZZRun(t *testing.T) {
	dir := os.Getenv("ZZ_RUN")
	if dir == "" {
		t.Skip()
	}
	ops, _ := strconv.Atoi(os.Getenv("ZZ_N"))
	callers, _ := strconv.Atoi(os.Getenv("ZZ_CALLERS"))
	db, err := Open(context.Background(), Options{Dir: dir, Now: time.Now, Random: crand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c, err := db.Campaign(t.Context(), "s")
	if err != nil {
		t.Fatal(err)
	}
	run := func(ops int) {
		sheets := make([]*sheet.Sheet, ops)
		for i := range sheets {
			sheets[i] = procedure(t, c, strconv.Itoa(rand.IntN(2000)))
		}
		var next atomic.Int64
		var running sync.WaitGroup
		b := &testing.B{}
		before := cpu(b)
		w := time.Now()
		for range callers {
			running.Go(func() {
				for i := next.Add(1) - 1; i < int64(ops); i = next.Add(1) - 1 {
					if _, err := db.Save(context.Background(), post(c, sheets[i])); err != nil {
						t.Error(err)
					}
				}
			})
		}
		running.Wait()
		fmt.Printf("%s callers %d: cpu %.1fus wall %.1fus\n", dir, callers, float64((cpu(b)-before).Microseconds())/float64(ops), float64(time.Since(w).Microseconds())/float64(ops))
	}
	run(2000)
	if p := os.Getenv("ZZ_PROF"); p != "" {
		f, _ := os.Create(p)
		pprof.StartCPUProfile(f)
		defer pprof.StopCPUProfile()
	}
	run(ops)
}
