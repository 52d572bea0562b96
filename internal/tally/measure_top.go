package tally

import (
	"strconv"

	"releve/internal/form"
)

// tops is how many top units have names of their own.
const tops = 3

// topN_label, topN_n, topN_share: the top unit of the institutions with the N-th most rows, their number, and their
// share of all rows, those that name no institution included. A top unit is a publication group, else the top branch
// of the tree; ties go by the code. Where the institution stands outside the repeat, sheets take the place of rows.
func topMeasures() []Measure {
	role := form.RoleInstitution
	var all []Measure
	for i := range tops {
		name := "top" + strconv.Itoa(i+1)
		unit := func(c *Count) (Unit, bool) {
			if i < len(c.units) {
				return c.units[i], true
			}
			return Unit{}, false
		}
		all = append(all,
			Measure{Name: name + "_label", Kind: Name, Role: role, read: func(c *Count) Figure {
				u, ok := unit(c)
				return Figure{Defined: ok, Unit: u}
			}},
			Measure{Name: name + "_n", Kind: Number, Role: role, read: func(c *Count) Figure {
				u, ok := unit(c)
				return Figure{Defined: ok, Value: float64(u.Rows)}
			}},
			Measure{Name: name + "_share", Kind: Share, Role: role, read: func(c *Count) Figure {
				u, ok := unit(c)
				if !ok {
					return Figure{}
				}
				return ratio(Share, float64(u.Rows), c.unitBase)
			}},
		)
	}
	return all
}
