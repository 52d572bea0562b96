package pdf

import (
	"fmt"
	"strings"
)

// tree writes the elements of a document as objects.
type tree struct {
	bonds   *bonds
	pages   []int // numbers of the pages' objects
	first   int   // number of the first object of the tree
	order   []*element
	numbers map[*element]int
	parents map[*element]int // numbers of their parents
}

// newTree numbers the elements from first on: the root of the tree, the elements in the order of reading, and for each page
// the list of whose its contents are.
func newTree(b *bonds, pages []int, first int) *tree {
	t := &tree{bonds: b, pages: pages, first: first, numbers: map[*element]int{}, parents: map[*element]int{}}
	t.number(b.root, first)
	return t
}

// number gives an element and those within it their numbers.
func (t *tree) number(e *element, parent int) {
	t.order = append(t.order, e)
	t.numbers[e] = t.first + len(t.order)
	t.parents[e] = parent
	for _, k := range e.kids {
		if k.element != nil && !k.element.blank() {
			t.number(k.element, t.numbers[e])
		}
	}
}

// objects returns the objects of the tree.
func (t *tree) objects() []object {
	all := make([]object, 1, 1+len(t.order)+len(t.pages))
	for _, e := range t.order {
		all = append(all, t.element(e))
	}
	var nums strings.Builder
	for i, owners := range t.bonds.owners {
		fmt.Fprintf(&nums, treeOwners, i, t.first+len(all))
		var list strings.Builder
		for _, owner := range owners {
			fmt.Fprintf(&list, treeKid, t.numbers[owner])
		}
		all = append(all, object("["+list.String()+"]"))
	}
	all[0] = object(fmt.Sprintf(treeRoot,
		t.first+1, nums.String(), len(t.pages)))
	return all
}

// element writes one element.
func (t *tree) element(e *element) object {
	var out strings.Builder
	fmt.Fprintf(&out, treeElement, e.tag, t.parents[e])
	if e.lang != "" {
		out.WriteString("/Lang" + textString(e.lang))
	}
	if e.alt != "" {
		out.WriteString("/Alt" + textString(e.alt))
	}
	home := e.home()
	if home > 0 {
		fmt.Fprintf(&out, treePage, t.pages[home-1])
	}
	out.WriteString("/K[")
	for _, k := range e.kids {
		switch {
		case k.element != nil && t.numbers[k.element] == 0: // blank
		case k.element != nil:
			fmt.Fprintf(&out, treeKid, t.numbers[k.element])
		case k.page == home:
			fmt.Fprintf(&out, "%d ", k.content)
		default:
			fmt.Fprintf(&out, treeContent, t.pages[k.page-1], k.content)
		}
	}
	out.WriteString("]>>")
	return object(out.String())
}

// home returns the page on which an element has its first content, 0 where it has none.
func (e *element) home() int {
	for _, k := range e.kids {
		if k.element == nil {
			return k.page
		}
	}
	return 0
}
