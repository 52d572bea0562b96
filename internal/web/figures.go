package web

import (
	"context"
	"fmt"
	"sync"

	"releve/internal/campaign"
	"releve/internal/tally"
)

// figures keeps the columns of the campaigns that are looked at, brought up to date before every use.
type figures struct {
	sheets campaign.Sheets

	mu      sync.Mutex
	columns map[string]*counted // by slug
}

// counted are the columns of one campaign; one reader at a time, since a reader first writes what is new.
type counted struct {
	mu      sync.Mutex
	columns *tally.Columns
}

func newFigures(sheets campaign.Sheets) *figures {
	return &figures{sheets: sheets, columns: make(map[string]*counted)}
}

// use brings the columns of a campaign up to date and shows them.
func (f *figures) use(ctx context.Context, slug string, show func(*tally.Columns)) error {
	return f.in(ctx, slug, func(_ campaign.View, c *tally.Columns) error {
		show(c)
		return nil
	})
}

// in brings the columns of a campaign up to date and shows them together with the sheets of the same instant.
func (f *figures) in(ctx context.Context, slug string, show func(campaign.View, *tally.Columns) error) error {
	f.mu.Lock()
	at := f.columns[slug]
	if at == nil {
		at = &counted{}
		f.columns[slug] = at
	}
	f.mu.Unlock()

	at.mu.Lock()
	defer at.mu.Unlock()
	err := f.sheets.View(ctx, slug, func(v campaign.View) error {
		if at.columns == nil || !at.columns.Fits(v.Campaign()) {
			at.columns = tally.NewColumns(v.Campaign())
		}
		if err := at.columns.Read(v); err != nil {
			return err
		}
		return show(v, at.columns)
	})
	if err != nil {
		return fmt.Errorf("figures of campaign: %w", err)
	}
	return nil
}
