package pdf

import "fmt"

// element is a structure element: what a screen reader meets as one thing.
type element struct {
	tag       Tag
	lang, alt string
	kids      []kid
}

// kid is what an element holds: an element, or marked content of a page.
type kid struct {
	element *element // nil: content
	page    int      // of the content, from 1
	content int      // number of the content on its page
}

// Tags that the document writes itself.
const (
	whole Tag = "Document"
	body  Tag = "LBody"
)

// marked says what kind of marked content is open on the page.
type marked int

// The kinds.
const (
	nothing  marked = iota
	artifact        // without a meaning
	content         // of an element
)

// bonds tie what is drawn to the elements that it belongs to.
type bonds struct {
	root   *element
	path   []*element   // elements that are being drawn, the outermost first; nil stands for an artifact
	owners [][]*element // for each page: to whom each of its contents belongs
	now    marked
	whose  *element // of content that is open
}

func newBonds(lang string) bonds {
	return bonds{root: &element{tag: whole, lang: lang}}
}

// turn begins a page.
func (b *bonds) turn() { b.owners = append(b.owners, nil) }

// here returns the element that is being drawn, nil for an artifact.
func (b *bonds) here() *element {
	if len(b.path) == 0 {
		return nil
	}
	return b.path[len(b.path)-1]
}

// open returns the operators that begin marked content for what is drawn next, "" where it is begun already.
func (b *bonds) open() string {
	owner := b.here()
	if owner == nil {
		if b.now == artifact {
			return ""
		}
		end := b.close()
		b.now = artifact
		return end + opArtifact
	}
	if b.now == content && b.whose == owner {
		return ""
	}
	end := b.close()
	page := len(b.owners)
	number := len(b.owners[page-1])
	owner.kids = append(owner.kids, kid{page: page, content: number})
	b.owners[page-1] = append(b.owners[page-1], owner)
	b.now, b.whose = content, owner
	return end + fmt.Sprintf(opContent, owner.tag, number)
}

// close returns the operator that ends the marked content, "" where none is open.
func (b *bonds) close() string {
	if b.now == nothing {
		return ""
	}
	b.now, b.whose = nothing, nil
	return opEnd
}

// enter begins an element within the one that is being drawn.
func (b *bonds) enter(e *element) {
	parent := b.root
	if here := b.here(); here != nil {
		parent = here
	}
	parent.kids = append(parent.kids, kid{element: e})
	b.path = append(b.path, e)
}

// leave ends it.
func (b *bonds) leave() { b.path = b.path[:len(b.path)-1] }

// Tagged draws the content of a structure element. Elements may hold others; an element goes on over pages when it draws
// on several. lang is that of the content where it is not the document's, alt what stands for a figure. An element that
// draws nothing is left out.
func (d *Document) Tagged(t Tag, lang, alt string, draw func()) {
	if lang == d.info.Lang {
		lang = ""
	}
	d.bonds.enter(&element{tag: t, lang: lang, alt: alt})
	defer d.bonds.leave()
	if t == Item {
		d.bonds.enter(&element{tag: body})
		defer d.bonds.leave()
	}
	draw()
}

// Artifact draws what has no meaning of its own: lines, marks, page numbers. What is drawn outside of Tagged is one.
func (d *Document) Artifact(draw func()) {
	d.bonds.path = append(d.bonds.path, nil)
	defer d.bonds.leave()
	draw()
}

// blank says whether nothing was drawn in an element.
func (e *element) blank() bool {
	for _, k := range e.kids {
		if k.element == nil || !k.element.blank() {
			return false
		}
	}
	return true
}
