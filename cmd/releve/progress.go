package main

import (
	"io"
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

// readBar returns a bar that fills up as bytes are written to it: on a terminal, nowhere else.
func (c *call) readBar(size int64) io.Writer {
	if !c.terminal(c.err) {
		return io.Discard
	}
	return c.bar(size, progressbar.OptionShowBytes(true))
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
