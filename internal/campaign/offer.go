package campaign

import (
	"cmp"
	"slices"
	"strings"

	"releve/internal/form"
)

// Offered is a version of a questionnaire that a new campaign can use, and where it stands.
type Offered struct {
	Form  *form.Form
	Stand Stand
}

// Stand says where a version of a questionnaire stands.
type Stand string

// Where a version of a questionnaire can stand.
const (
	AsShipped   Stand = "shipped"   // comes with the program, and no campaign uses it yet
	AsDraft     Stand = "draft"     // kept in the store, may still be replaced
	AsPublished Stand = "published" // a campaign or a print uses it
)

// Offer returns every version of every questionnaire, by id, the newest version first. A shipped version that the
// store keeps too is told as kept.
func Offer(kept []KeptForm, shipped []*form.Form) []Offered {
	all := make([]Offered, 0, len(kept)+len(shipped))
	for _, k := range kept {
		stand := AsDraft
		if k.Published {
			stand = AsPublished
		}
		all = append(all, Offered{k.Form, stand})
	}
	for _, f := range shipped {
		if !slices.ContainsFunc(all, func(o Offered) bool { return o.Form.ID == f.ID && o.Form.Version == f.Version }) {
			all = append(all, Offered{f, AsShipped})
		}
	}
	slices.SortStableFunc(all, func(a, b Offered) int {
		return cmp.Or(strings.Compare(a.Form.ID, b.Form.ID), cmp.Compare(b.Form.Version, a.Form.Version))
	})
	return all
}

// Newest returns the newest version of every questionnaire that is offered, in the order of Offer.
func Newest(offered []Offered) []Offered {
	return slices.CompactFunc(slices.Clone(offered), func(a, b Offered) bool { return a.Form.ID == b.Form.ID })
}
