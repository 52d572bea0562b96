package scan

import (
	"slices"
	"sync"

	"releve/internal/campaign"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// Material is all that is known of a batch when somebody works on it.
type Material struct {
	Campaign  *campaign.Campaign
	Batch     Batch
	Images    []Image                  // in the order of files and numbers
	Decisions []Decision               // that stand
	Layouts   map[string]*paper.Layout // by number; one that nobody knows is missing
	Runs      []paper.Run              // of the campaign
	Seen      map[int64]Seen           // by image, what is kept of the same page outside of the batch
}

// Seen is what is kept of a page outside of a batch.
type Seen struct {
	Pages []Image // of other batches
	Keyed int     // lines that were keyed
}

// Standing is what becomes of a page when all is said about it so far. Every page has exactly one.
type Standing string

// The standings, in the order in which they are told.
const (
	StandsRead    Standing = "read"    // all of it is known
	StandsReview  Standing = "review"  // a person has to look at something
	StandsRefused Standing = "refused" // it could not be read
	StandsForeign Standing = "foreign" // of another campaign, or of a layout or version that nobody knows
	StandsBlank   Standing = "blank"
	StandsAside   Standing = "aside" // not used, because a person said so or because it is there twice
)

// Item is a field of a page that a person is asked about.
type Item struct {
	Image    *Image
	Field    int            // place in the fields of the layout's page
	Layout   *paper.Layout  // of the page
	Spot     *paper.Field   // where it stands
	Reading  *Field         // how it was read
	Decision *Decision      // that stands, nil for none
	Wrong    *problem.Error // why the form refuses what is known, nil when it was only not known yet
}

// Torn is a sheet of several pages of which some are missing, or that misses an answer which is on none of its pages.
type Torn struct {
	Images  []*Image
	Missing []int // numbers of the missing pages
	Wrong   *problem.Error
}

// Work is what a batch comes to, with what was decided so far.
type Work struct {
	Material

	Standing map[int64]Standing // by image
	Queue    []Item             // fields that wait for a person, those of the same question one after the other
	Doubles  []Double
	Torn     []Torn
	Sheets   []*sheet.Sheet    // that are complete
	Origins  []campaign.Origin // of the sheets, in their order

	decided  map[place]*Decision
	accepted []Item // fields of complete sheets that no person was asked about
	queued   map[place]bool
	sample   func() []Item // drawn once, when it is asked for
}

// place names a field of a page.
type place struct {
	image int64
	field int
}

// Do works a batch out: which pages are used, what its fields say, which sheets they make, and what waits for a person.
// The same material always gives the same work.
func Do(m Material) *Work {
	w := &Work{
		Material: m, Standing: make(map[int64]Standing, len(m.Images)), decided: make(map[place]*Decision, len(m.Decisions)),
		queued: map[place]bool{},
	}
	w.sample = sync.OnceValue(w.drawSample)
	for i := range m.Decisions {
		d := &m.Decisions[i]
		w.decided[place{d.Image, d.Field}] = d
	}
	w.stand()
	w.assemble()
	w.sortQueue()
	return w
}

// stand gives every page its standing, as far as it does not depend on what its fields say.
func (w *Work) stand() {
	first := map[pageKey][]*Image{}
	for i := range w.Images {
		img := &w.Images[i]
		standing := w.standing(img)
		if standing == StandsRead {
			standing = w.double(img, first)
		}
		w.Standing[img.ID] = standing
	}
}

// standing judges a page by itself.
func (w *Work) standing(img *Image) Standing {
	switch {
	case img.Set == Skip:
		return StandsAside
	case img.Page.Status == Blank:
		return StandsBlank
	case img.Page.Status == Foreign:
		return StandsForeign
	case img.Page.Status != Read:
		return StandsRefused
	}
	l := w.Layouts[img.Page.Code.Layout]
	if l == nil || l.Campaign != w.Batch.Campaign {
		return StandsForeign
	}
	if _, known := w.Campaign.FormVersion(l.Version); !known {
		return StandsForeign
	}
	if n := img.Page.Code.Page; n < 1 || n > len(l.Pages) || len(l.Pages[n-1].Fields) != len(img.Page.Fields) {
		return StandsRefused
	}
	return StandsRead
}

// used says whether what a page says goes into sheets.
func (w *Work) used(img *Image) bool {
	s := w.Standing[img.ID]
	return s == StandsRead || s == StandsReview
}

// wait notes that a person has to look at something of a page.
func (w *Work) wait(img *Image) { w.Standing[img.ID] = StandsReview }

// Ready says whether nothing waits any more, so that the batch can be closed.
func (w *Work) Ready() bool {
	return w.Batch.Waiting == 0 && len(w.Queue) == 0 && len(w.Torn) == 0 &&
		!slices.ContainsFunc(w.Doubles, func(d Double) bool { return d.Waits })
}

// item makes the item of a field.
func (w *Work) item(img *Image, field int) Item {
	l := w.Layouts[img.Page.Code.Layout]
	return Item{
		Image: img, Field: field, Layout: l, Spot: &l.Pages[img.Page.Code.Page-1].Fields[field],
		Reading: &img.Page.Fields[field], Decision: w.decided[place{img.ID, field}],
	}
}

// Find returns the item of a field of a page that is used, whether it waits or not.
func (w *Work) Find(image int64, field int) (Item, bool) {
	i := slices.IndexFunc(w.Images, func(img Image) bool { return img.ID == image })
	if i < 0 || !w.used(&w.Images[i]) || field < 0 || field >= len(w.Images[i].Page.Fields) {
		return Item{}, false
	}
	for _, waiting := range w.Queue {
		if waiting.Image.ID == image && waiting.Field == field {
			return waiting, true
		}
	}
	return w.item(&w.Images[i], field), true
}
