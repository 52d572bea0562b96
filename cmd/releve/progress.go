package main

import (
	"iter"
	"time"

	"github.com/schollz/progressbar/v3"

	"releve/internal/campaign"
)

// How a bar looks, in signs, and how often it is drawn.
const (
	barWidth = 40
	barPause = 100 * time.Millisecond
)

// readBar returns what draws how much of a file was read (transfer.File): on a terminal, nil elsewhere. full takes the
// bar away.
func (c *call) readBar() (progress func(done, total int64), full func()) {
	if !c.terminal(c.err) {
		return nil, func() {}
	}
	var bar *progressbar.ProgressBar
	progress = func(done, total int64) {
		if bar == nil {
			bar = c.bar(total, progressbar.OptionShowBytes(total >= 0), progressbar.OptionShowCount())
		}
		_ = bar.Set64(done) // a bar that cannot be drawn is no reason to stop
	}
	return progress, func() {
		if bar != nil {
			_ = bar.Finish()
		}
	}
}

// wait shows on a terminal that something goes on whose end cannot be foreseen, until done is called.
func (c *call) wait(key string) (done func()) {
	if !c.terminal(c.err) {
		return func() {}
	}
	bar := c.bar(-1, progressbar.OptionSetDescription(c.Text(key, nil)), progressbar.OptionSetSpinnerChangeInterval(barPause))
	return func() { _ = bar.Finish() }
}

// bar returns a bar on standard error that leaves no trace when it is full. Of a size of -1 it counts.
func (c *call) bar(size int64, more ...progressbar.Option) *progressbar.ProgressBar {
	return progressbar.NewOptions64(size, append(more,
		progressbar.OptionSetWriter(c.err),
		progressbar.OptionSetWidth(barWidth),
		progressbar.OptionThrottle(barPause),
		progressbar.OptionSetSpinnerChangeInterval(0), // it turns when something is counted, not on a goroutine of its own
		progressbar.OptionClearOnFinish(),
	)...)
}

// watched is a view that counts on a terminal how many sheets were read of it.
type watched struct {
	campaign.View

	bar *progressbar.ProgressBar
}

// watch returns a view that shows its progress where there is a terminal; done takes the bar away.
func (c *call) watch(v campaign.View) (view campaign.View, done func()) {
	if !c.terminal(c.err) {
		return v, func() {}
	}
	w := watched{v, c.bar(-1, progressbar.OptionShowCount())}
	return w, func() { _ = w.bar.Finish() }
}

// Changed walks like the view's own, and counts.
func (w watched) Changed(since int64) iter.Seq2[campaign.Kept, error] {
	return w.counted(w.View.Changed(since))
}

// ByDate walks like the view's own, and counts.
func (w watched) ByDate() iter.Seq2[campaign.Kept, error] { return w.counted(w.View.ByDate()) }

func (w watched) counted(all iter.Seq2[campaign.Kept, error]) iter.Seq2[campaign.Kept, error] {
	return func(yield func(campaign.Kept, error) bool) {
		for k, err := range all {
			_ = w.bar.Add(1) // a bar that cannot be drawn is no reason to stop
			if !yield(k, err) {
				return
			}
		}
	}
}
