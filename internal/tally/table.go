package tally

// mostSlots is how large a table may be laid out whole; a larger one keeps only the cells that have rows.
const mostSlots = 1 << 18

// table counts rows by the values of axes. One without axes has one cell, the whole.
type table struct {
	digits []reading
	slots  []int32          // number of the cell, by key; 0 for none yet
	sparse map[uint64]int32 // the same for a table that is too large
	keys   []uint64         // by cell; cell 0 belongs to no key, except in a table without axes
	parts  []Part           // by cell
}

// reading is a digit in a pass.
type reading struct {
	*numbers
	group []uint32
	size  uint64
}

// newTable makes an empty table whose columns the pass unpacks.
func (p *pass) newTable(axes []axis) table {
	t := table{keys: make([]uint64, 1), parts: make([]Part, 1)}
	slots := uint64(1)
	for _, a := range axes {
		for _, d := range a.digits {
			size := uint64(len(d.values))
			t.digits = append(t.digits, reading{p.reads(d.column), d.group, size})
			slots = min(slots*size, mostSlots+1)
		}
	}
	switch {
	case len(t.digits) == 0:
	case slots > mostSlots:
		t.sparse = map[uint64]int32{}
	default:
		t.slots = make([]int32, slots)
	}
	return t
}

// cell returns the number of the cell of the i-th row of the batch.
func (t *table) cell(i int) int32 {
	if len(t.digits) == 0 {
		return 0
	}
	key := uint64(0)
	for d := range t.digits {
		digit := &t.digits[d]
		key = key*digit.size + uint64(digit.group[digit.at[i]])
	}
	return t.at(key)
}

// at returns the number of the cell of a key.
func (t *table) at(key uint64) int32 {
	var cell int32
	if t.sparse != nil {
		cell = t.sparse[key]
	} else {
		cell = t.slots[key]
	}
	if cell > 0 {
		return cell
	}
	cell = int32(len(t.parts)) //nolint:gosec // no more cells than rows
	t.keys, t.parts = append(t.keys, key), append(t.parts, Part{})
	if t.sparse != nil {
		t.sparse[key] = cell
	} else {
		t.slots[key] = cell
	}
	return cell
}

// groups takes the key of a cell apart into the group of each digit.
func (t *table) groups(cell int) []uint32 {
	all := make([]uint32, len(t.digits))
	key := t.keys[cell]
	for d := len(t.digits) - 1; d >= 0; d-- {
		all[d] = uint32(key % t.digits[d].size) //nolint:gosec // below the size of a digit
		key /= t.digits[d].size
	}
	return all
}

// plus adds the cells of a table over the same axes, and returns the number here of each cell there: a table numbers
// its cells as they occur.
func (t *table) plus(o *table) []int32 {
	t.parts[0] = t.parts[0].Plus(o.parts[0])
	cells := make([]int32, len(o.parts))
	for cell := 1; cell < len(o.parts); cell++ {
		at := t.at(o.keys[cell])
		t.parts[at] = t.parts[at].Plus(o.parts[cell])
		cells[cell] = at
	}
	return cells
}

// whole returns the sum of all cells.
func (t *table) whole() Part {
	var sum Part
	for _, p := range t.parts {
		sum = sum.Plus(p)
	}
	return sum
}
