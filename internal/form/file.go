package form

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"releve/internal/locale"
	"releve/internal/problem"
)

// file is one questionnaire file while it is read. It gathers every mistake with its line, so that an author
// sees all of them at once.
type file struct {
	name  string
	wrong *problem.List
}

// complain notes a mistake at a line.
func (f file) complain(line int, key string, args problem.Args) {
	full := problem.Args{"file": f.name, "line": strconv.Itoa(line)}
	for k, v := range args {
		full[k] = v
	}
	*f.wrong = append(*f.wrong, problem.New(problem.Invalid, key, full))
}

// at returns the complaint function of a line.
func (f file) at(line int) complaint {
	return func(key string, args problem.Args) { f.complain(line, key, args) }
}

// members maps the keys that a mapping may have to what reads their value.
type members map[string]func(*yaml.Node)

// mapping reads the members of a mapping; unknown and doubled keys are mistakes.
func (f file) mapping(n *yaml.Node, known members) {
	if n.Kind != yaml.MappingNode {
		f.complain(n.Line, "form.file.mapping", nil)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		read, ok := known[key.Value]
		switch {
		case seen[key.Value]:
			f.complain(key.Line, "form.file.key.double", problem.Args{"key": key.Value})
		case !ok:
			f.complain(key.Line, "form.file.key.unknown", problem.Args{"key": key.Value, "known": known.names()})
		default:
			read(n.Content[i+1])
		}
		seen[key.Value] = true
	}
}

func (m members) names() string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// sequence reads the items of a sequence.
func (f file) sequence(n *yaml.Node, read func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		f.complain(n.Line, "form.file.sequence", nil)
		return
	}
	for _, item := range n.Content {
		read(item)
	}
}

// scalar returns the text of a plain value.
func (f file) scalar(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		f.complain(n.Line, "form.file.scalar", nil)
		return ""
	}
	return strings.TrimSpace(n.Value)
}

// str returns a reader of a plain value into a string.
func (f file) str(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) { *into = f.scalar(n) }
}

// integer returns a reader of a whole number.
func (f file) integer(into *int64) func(*yaml.Node) {
	return func(n *yaml.Node) {
		v, err := strconv.ParseInt(f.scalar(n), 10, 64)
		if err != nil {
			f.complain(n.Line, "form.file.integer", problem.Args{"value": f.scalar(n)})
			return
		}
		*into = v
	}
}

// number returns a reader of minutes, which may have halves.
func (f file) number(into *float64) func(*yaml.Node) {
	return func(n *yaml.Node) {
		v, err := strconv.ParseFloat(f.scalar(n), 64)
		if err != nil || v < 0 || v > maxMinutes {
			f.complain(n.Line, "form.file.number", problem.Args{"value": f.scalar(n)})
			return
		}
		*into = v
	}
}

// boolean returns a reader of true or false.
func (f file) boolean(into *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		switch f.scalar(n) {
		case "true":
			*into = true
		case "false":
			*into = false
		default:
			f.complain(n.Line, "form.file.boolean", problem.Args{"value": f.scalar(n)})
		}
	}
}

// strs returns a reader of a sequence of plain values.
func (f file) strs(into *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		f.sequence(n, func(item *yaml.Node) { *into = append(*into, f.scalar(item)) })
	}
}

// languages reads a mapping with one member for each language, all of them written out.
func (f file) languages(n *yaml.Node, read func(locale.Tag, *yaml.Node)) {
	known, missing := members{}, []string{}
	for _, tag := range locale.Languages() {
		missing = append(missing, string(tag))
		known[string(tag)] = func(v *yaml.Node) {
			missing = slices.DeleteFunc(missing, func(s string) bool { return s == string(tag) })
			read(tag, v)
		}
	}
	before := len(*f.wrong)
	f.mapping(n, known)
	if len(missing) > 0 && len(*f.wrong) == before {
		f.complain(n.Line, "form.file.language", problem.Args{"missing": strings.Join(missing, ", ")})
	}
}

// text returns a reader of a text in four languages.
func (f file) text(into *locale.Text) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*into = locale.Text{}
		f.languages(n, func(tag locale.Tag, v *yaml.Node) {
			s, ok := locale.Clean(f.scalar(v))
			if s == "" || !ok {
				f.complain(v.Line, "form.file.text.empty", problem.Args{"language": string(tag)})
			}
			(*into)[tag] = s
		})
	}
}

// nouns returns a reader of singular and plural in four languages.
func (f file) nouns(into *Nouns) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*into = Nouns{}
		f.languages(n, func(tag locale.Tag, v *yaml.Node) {
			var noun Noun
			f.mapping(v, members{"one": f.str(&noun.One), "other": f.str(&noun.Other)})
			if noun.One == "" || noun.Other == "" {
				f.complain(v.Line, "form.file.noun", problem.Args{"language": string(tag)})
			}
			(*into)[tag] = noun
		})
	}
}

// parse reads the YAML syntax of a file. JSON is YAML too, so that a stored form is read by the same code.
func (f file) parse(data []byte) *yaml.Node {
	if len(data) > maxFile {
		f.complain(1, "form.file.large", problem.Args{"most": maxFile >> 10})
		return nil
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		f.complain(syntaxLine(err), "form.file.syntax", nil)
		return nil
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		f.complain(1, "form.file.empty", nil)
		return nil
	}
	if alias := findAlias(&doc); alias != nil {
		f.complain(alias.Line, "form.file.alias", nil)
		return nil
	}
	return doc.Content[0]
}

// findAlias returns the first alias: a few of them can unfold a small file into an endless one.
func findAlias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n
	}
	for _, inner := range n.Content {
		if alias := findAlias(inner); alias != nil {
			return alias
		}
	}
	return nil
}

// syntaxLine returns the line at which the YAML library gave up, 1 where it does not say.
func syntaxLine(err error) int {
	var load *yaml.LoadError
	if errors.As(err, &load) && load.Mark.Line > 0 {
		return load.Mark.Line
	}
	return 1
}

// maxFile is the largest questionnaire file, in bytes.
const maxFile = 4 << 20
