package scan

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
)

// SampleSize is how many accepted fields a person looks at before a batch is closed, and how many more for each of them
// that was read wrongly.
const SampleSize = 20

// Sample returns the accepted fields that a person has to look at before the batch is closed, at random, but always the
// same for one closing of one batch; those that were looked at have a Decision. It is shorter than SampleSize only when
// there are no more fields.
func (w *Work) Sample() []Item {
	return slices.Clone(w.sample())
}

// drawSample draws the sample.
func (w *Work) drawSample() []Item {
	type drawn struct {
		lot  [sha256.Size]byte
		item int
	}
	lots := make([]drawn, len(w.accepted))
	for i, one := range w.accepted {
		lots[i] = drawn{w.lot(one), i}
	}
	slices.SortFunc(lots, func(a, b drawn) int { return cmp.Or(bytes.Compare(a.lot[:], b.lot[:]), cmp.Compare(a.item, b.item)) })
	_, wrong := w.Sampled()
	all := make([]Item, min(len(lots), SampleSize*(1+wrong)))
	for i := range all {
		all[i] = w.accepted[lots[i].item]
	}
	return all
}

// lot draws a field's place in the sample: a field that comes or goes does not move the others.
func (w *Work) lot(i Item) [sha256.Size]byte {
	seed := w.Batch.ID + "/" + strconv.Itoa(w.Batch.Closings)
	b := binary.BigEndian.AppendUint64([]byte(seed), uint64(i.Image.ID))    //nolint:gosec // any number will do
	return sha256.Sum256(binary.BigEndian.AppendUint64(b, uint64(i.Field))) //nolint:gosec // likewise
}

// InSample says whether a field is one that is looked at before closing.
func (w *Work) InSample(at Item) bool {
	return at.Decision != nil && at.Decision.Sample || slices.ContainsFunc(w.sample(), at.Same)
}

// Sampled returns how many accepted fields were looked at, and how many of them were read wrongly.
func (w *Work) Sampled() (looked, wrong int) {
	for i := range w.Images {
		img := &w.Images[i]
		if !w.used(img) {
			continue
		}
		for f := range img.Page.Fields {
			d := w.decided[place{img.ID, f}]
			if d == nil || !d.Sample {
				continue
			}
			looked++
			if !d.Agreed {
				wrong++
			}
		}
	}
	return looked, wrong
}

// Unlooked returns the fields of the sample that nobody has looked at yet.
func (w *Work) Unlooked() []Item {
	return slices.DeleteFunc(w.Sample(), func(i Item) bool { return i.Decision != nil })
}
