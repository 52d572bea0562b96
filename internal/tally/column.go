package tally

import (
	"encoding/binary"
	"math/bits"
)

// blockRows is how many rows share one width. A campaign that grows past 255 services widens only its later blocks.
const blockRows = 1 << 13

// column holds one number for each row, in blocks as narrow as their largest number allows. Rows that were never
// set hold 0, and a block of zeros takes no memory.
type column struct {
	blocks []block
}

type block struct {
	width int // bytes of a number, 0…8
	data  []byte
}

// at returns the number of a row.
func (c *column) at(row int) uint64 {
	if row/blockRows >= len(c.blocks) {
		return 0
	}
	return c.blocks[row/blockRows].at(row % blockRows)
}

// set sets the number of a row.
func (c *column) set(row int, v uint64) {
	for len(c.blocks) <= row/blockRows {
		c.blocks = append(c.blocks, block{})
	}
	c.blocks[row/blockRows].set(row%blockRows, v)
}

// read copies the numbers of the rows from a row on into dst; the rows stand in one block.
func (c *column) read(from int, dst []uint64) {
	if from/blockRows >= len(c.blocks) {
		clear(dst)
		return
	}
	c.blocks[from/blockRows].read(from%blockRows, dst)
}

// size returns the memory that the numbers take, in bytes.
func (c *column) size() int {
	sum := 0
	for i := range c.blocks {
		sum += cap(c.blocks[i].data)
	}
	return sum
}

func (b *block) at(i int) uint64 {
	if b.width == 0 || (i+1)*b.width > len(b.data) {
		return 0
	}
	return get(b.data[i*b.width : (i+1)*b.width])
}

func (b *block) set(i int, v uint64) {
	if width := (bits.Len64(v) + 7) / 8; width > b.width {
		b.widen(width)
	}
	end := (i + 1) * b.width
	if end > len(b.data) {
		if v == 0 {
			return
		}
		b.reach(end)
	}
	put(b.data[end-b.width:end], v)
}

// widen gives each number of the block more bytes.
func (b *block) widen(width int) {
	wide := block{width: width}
	if b.width > 0 {
		rows := len(b.data) / b.width
		wide.reach(rows * width)
		for i := range rows {
			put(wide.data[i*width:(i+1)*width], b.at(i))
		}
	}
	*b = wide
}

// reach lengthens the block's data with zeros. Room doubles while the block fills and never passes a full block.
func (b *block) reach(size int) {
	if size > cap(b.data) {
		room := min(max(size, 2*cap(b.data), 64*b.width), blockRows*b.width)
		b.data = append(make([]byte, 0, room), b.data...)
	}
	b.data = b.data[:size]
}

// read copies numbers from the i-th on.
func (b *block) read(i int, dst []uint64) {
	n := 0
	if b.width > 0 {
		n = min(max(len(b.data)/b.width-i, 0), len(dst))
	}
	clear(dst[n:])
	if n == 0 {
		return
	}
	data := b.data[i*b.width : (i+n)*b.width]
	switch b.width {
	case 1:
		for k, v := range data {
			dst[k] = uint64(v)
		}
	case 2:
		for k := range n {
			dst[k] = uint64(binary.LittleEndian.Uint16(data[2*k:]))
		}
	case 3:
		for k := range n {
			v := data[3*k : 3*k+3]
			dst[k] = uint64(v[0]) | uint64(v[1])<<8 | uint64(v[2])<<16
		}
	case 4:
		for k := range n {
			dst[k] = uint64(binary.LittleEndian.Uint32(data[4*k:]))
		}
	default:
		for k := range n {
			dst[k] = get(data[k*b.width : (k+1)*b.width])
		}
	}
}

func get(from []byte) uint64 {
	var v uint64
	for i, b := range from {
		v |= uint64(b) << (8 * i)
	}
	return v
}

func put(into []byte, v uint64) {
	for i := range into {
		into[i] = byte(v >> (8 * i)) //nolint:gosec // the lowest byte is meant
	}
}

// coded is a column whose values stand once in a dictionary. Code 0 is the zero value.
type coded[K comparable] struct {
	column
	values []K // by code
	codes  map[K]uint64
}

func newCoded[K comparable]() *coded[K] {
	var zero K
	return &coded[K]{values: []K{zero}, codes: map[K]uint64{zero: 0}}
}

// put sets the value of a row.
func (c *coded[K]) put(row int, value K) {
	code, known := c.codes[value]
	if !known {
		code = uint64(len(c.values))
		c.values = append(c.values, value)
		c.codes[value] = code
	}
	c.set(row, code)
}

// value returns the value of a row.
func (c *coded[K]) value(row int) K { return c.values[c.at(row)] }

// each computes something for every value of the dictionary, by code, so that rows look it up.
func each[K comparable, T any](c *coded[K], compute func(K) T) []T {
	table := make([]T, len(c.values))
	for i, v := range c.values {
		table[i] = compute(v)
	}
	return table
}
