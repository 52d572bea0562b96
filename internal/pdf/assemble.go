package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
)

// packed is how many objects are compressed together.
const packed = 200

// place says where an object stands in the file, as a cross-reference stream has it (ISO 32000-1, 7.5.8.3).
type place struct {
	kind  byte // 0 free, 1 at an offset, 2 in an object stream
	first int  // offset, or number of the object stream
	then  int  // its place in the object stream
}

// assembly is a file that is put together.
type assembly struct {
	out    bytes.Buffer
	places []place
}

// assemble writes the objects, which stand at their numbers, as a file whose Catalog is one of them and whose Info stands
// before it. Everything but streams is compressed.
func assemble(objects []object, catalog int, sum [32]byte) []byte {
	a := &assembly{places: make([]place, len(objects))}
	a.out.WriteString(fileHead)
	var together []int
	for i := 1; i < len(objects); i++ {
		if objects[i].stream() {
			a.write(i, objects[i])
			continue
		}
		if together = append(together, i); len(together) == packed {
			a.pack(objects, together)
			together = nil
		}
	}
	if len(together) > 0 {
		a.pack(objects, together)
	}
	a.end(catalog, sum)
	return a.out.Bytes()
}

// write writes an object at the place where the file stands.
func (a *assembly) write(number int, o object) {
	a.places[number] = place{kind: 1, first: a.out.Len()}
	fmt.Fprintf(&a.out, fileObject, number, o)
}

// pack writes objects into an object stream of its own number.
func (a *assembly) pack(objects []object, together []int) {
	number := len(a.places)
	a.places = append(a.places, place{})
	var head, body bytes.Buffer
	for i, n := range together {
		fmt.Fprintf(&head, "%d %d ", n, body.Len())
		body.Write(objects[n])
		body.WriteByte('\n')
		a.places[n] = place{kind: 2, first: number, then: i}
	}
	keys := fmt.Sprintf(filePacked, len(together), head.Len())
	a.write(number, compressed(keys, append(head.Bytes(), body.Bytes()...)))
}

// end writes where everything stands.
func (a *assembly) end(catalog int, sum [32]byte) {
	start, number := a.out.Len(), len(a.places)
	a.places = append(a.places, place{kind: 1, first: start})
	rows := make([]byte, 0, 7*len(a.places))
	for _, p := range a.places {
		rows = append(rows, p.kind, byte(p.first>>24), byte(p.first>>16), byte(p.first>>8), byte(p.first), byte(p.then>>8), byte(p.then)) //nolint:gosec // byte by byte
	}
	keys := fmt.Sprintf(fileTable, number+1, catalog, catalog-1, sum[:16], sum[:16])
	a.write(number, compressed(keys, rows))
	fmt.Fprintf(&a.out, fileEnd, start)
}

// compressed returns a stream object.
func compressed(keys string, data []byte) object {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	z.Write(data) //nolint:errcheck,gosec // a buffer takes everything
	z.Close()     //nolint:errcheck,gosec // as above
	return object(fmt.Sprintf(fileStream, keys, out.Len(), out.Bytes()))
}
