package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
)

// How often the worker looks for files, and what it does besides.
const (
	readPause  = 500 * time.Millisecond
	readFailed = 10 * time.Second // after something went wrong that is not the file's fault
	sweepPause = time.Hour

	renewPause = 30 * time.Second // between two times that a worker says that it is still at a file
)

// worker reads files that were uploaded. Several may run, also in other processes: the store gives each file to one of
// them, and a file that one was at when it was killed to the next one, from where it was.
type worker struct {
	scans  scan.Store
	images scan.Images
	papers paper.Store
	render scan.Render
	now    func() time.Time
	log    *slog.Logger
	renew  time.Duration // between two times that it says that it is still at a file
}

// worker returns a worker on a store.
func (c *call) worker(kept *store) *worker {
	scans := kept.db.Scans()
	return &worker{scans: scans, images: scans, papers: kept.db, render: render(), now: c.now, log: slog.New(slog.NewTextHandler(c.err, nil)), renew: renewPause}
}

// readUploads reads files that are uploaded, beside the server, until what it returns is called.
func (c *call) readUploads(ctx context.Context, kept *store) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var busy sync.WaitGroup
	busy.Go(func() { c.worker(kept).run(ctx) })
	return func() {
		cancel()
		busy.Wait()
	}
}

// run reads files and sweeps old pictures until ctx ends.
func (w *worker) run(ctx context.Context) {
	var swept time.Time
	for ctx.Err() == nil {
		if now := w.now(); now.Sub(swept) >= sweepPause {
			swept = now
			w.sweep(ctx)
		}
		found, err := w.next(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			w.log.ErrorContext(ctx, "read upload", "err", err)
			pause(ctx, readFailed)
		case !found:
			pause(ctx, readPause)
		}
	}
}

// sweep deletes pictures that nobody needs any more.
func (w *worker) sweep(ctx context.Context) {
	n, err := w.scans.Sweep(ctx, w.now().AddDate(0, 0, -scan.KeptDays))
	switch {
	case err != nil && ctx.Err() == nil:
		w.log.ErrorContext(ctx, "sweep pictures", "err", err)
	case n > 0:
		w.log.InfoContext(ctx, "swept pictures", "n", n)
	}
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// next reads one file, if there is one.
func (w *worker) next(ctx context.Context) (found bool, err error) {
	slug, batch, f, data, err := w.scans.NextFile(ctx)
	if problem.KindOf(err) == problem.NotFound {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("next file: %w", err)
	}
	err = w.read(ctx, &uploaded{slug: slug, batch: batch, file: f, data: data})
	if kind := problem.KindOf(err); kind == problem.Conflict || kind == problem.NotFound {
		return true, nil // the batch was closed or dropped meanwhile
	}
	return true, err
}

// uploaded is a file that is being read.
type uploaded struct {
	slug, batch string
	data        []byte

	mu   sync.Mutex // guards the file
	file scan.File
}

// stay says again and again that the worker is still at a file, however long one page takes, until what it returns is
// called.
func (w *worker) stay(ctx context.Context, u *uploaded) (leave func()) {
	ctx, cancel := context.WithCancel(ctx)
	var busy sync.WaitGroup
	busy.Go(func() {
		for {
			if pause(ctx, w.renew); ctx.Err() != nil {
				return
			}
			_ = w.set(ctx, u, func(*scan.File) {}) // whoever keeps the next page hears of it
		}
	})
	return func() {
		cancel()
		busy.Wait()
	}
}

// set keeps a change of what is known of a file.
func (w *worker) set(ctx context.Context, u *uploaded, change func(*scan.File)) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	change(&u.file)
	return w.scans.KeepFile(ctx, u.file) //nolint:wrapcheck // the store says what is wrong
}

// read reads the pages of a file that are not read yet, and keeps each as soon as it and all before it are read.
func (w *worker) read(ctx context.Context, u *uploaded) error {
	defer w.stay(ctx, u)()
	find := func(number string) (*paper.Layout, error) { return w.papers.Layout(ctx, number) }
	in := scan.Input{Name: u.file.Name, Data: bytes.NewReader(u.data), Size: int64(len(u.data))}
	n, pages, err := scan.ReadFile(ctx, in, find, scan.Options{From: u.file.Done + 1, Render: w.render})
	if ctx.Err() != nil {
		return ctx.Err() //nolint:wrapcheck // only said to run
	}
	if err != nil {
		return w.set(ctx, u, func(f *scan.File) { f.Fault = fault(err) })
	}
	if err = w.set(ctx, u, func(f *scan.File) { f.Pages = n }); err != nil {
		return err
	}
	for r := range pages {
		if err = w.keep(ctx, u, r); err != nil {
			return err
		}
	}
	return ctx.Err() //nolint:wrapcheck // only said to run
}

// keep keeps a page that was read.
func (w *worker) keep(ctx context.Context, u *uploaded, r scan.Reading) error {
	i := scan.Image{File: u.file.ID, Number: r.Number, Page: r.Page, Sum: r.Sum}
	if _, err := w.images.KeepImage(ctx, u.slug, u.batch, i, r.Picture); err != nil {
		return err //nolint:wrapcheck // the store says what is wrong
	}
	return w.set(ctx, u, func(f *scan.File) { f.Done = r.Number })
}

// fault writes why nothing of a file can be used, as scan.File keeps it: a key, and its values as JSON behind a blank.
func fault(err error) string {
	p, ok := errors.AsType[*problem.Error](err)
	if !ok {
		return "scan.file.damaged"
	}
	if len(p.Args) == 0 {
		return p.Key
	}
	args, err := json.Marshal(p.Args)
	if err != nil {
		return p.Key
	}
	return p.Key + " " + string(args)
}
