package storetest

import (
	"encoding/json"
	"maps"
	"slices"

	"releve/internal/form"
)

// object is a part of a questionnaire file.
type object = map[string]any

// languages are those in which a questionnaire file says everything.
func languages() []string { return []string{"fr", "nl", "de", "en"} }

// text says the same in four languages.
func text(s string) object {
	t := object{}
	for _, tag := range languages() {
		t[tag] = s + " " + tag
	}
	return t
}

// plain returns a form without a repeat: a question of each role and of each kind.
func (s *suite) plain(version int64) *form.Form {
	return s.read(object{"form": "plain", "version": version, "questions": questions("")})
}

// repeated returns a form with a repeat; its rows hold the roles, the sheet one question of each kind.
func (s *suite) repeated() *form.Form {
	around := kinds("s-")
	around = append(around, object{
		"code": "demands", "kind": "repeat", "min": 0, "max": 20, "label": text("Appels"), "short": text("Appels"),
		"questions": questions("r-"),
	})
	return s.read(object{"form": "repeated", "version": usualVersion, "questions": around})
}

// read reads a questionnaire file with the lists and bands that its questions use.
func (s *suite) read(file object) *form.Form {
	s.Helper()
	noun := object{}
	for _, tag := range languages() {
		noun[tag] = object{"one": "x", "other": "xx"}
	}
	words := object{}
	for _, tag := range languages() {
		words[tag] = []string{"mot"}
	}
	choice := func(code string) object {
		return object{"code": code, "label": text("Label " + code), "short": text("S " + code), "keywords": words}
	}
	other := choice("oth")
	other["specify"] = true
	band := func(code string, low int) object {
		return object{"code": code, "low": low, "value": low + 5, "high": low + 10, "label": text("L " + code), "short": text("S " + code)}
	}
	maps.Copy(file, object{
		"title": text("Titre"), "sheet_noun": noun, "row_noun": noun,
		"lists": []object{{"list": "l", "choices": []object{choice("a"), choice("b"), choice("c-1"), other}}},
		"bands": []object{{"bands": "m", "unit": "minute", "choices": []object{band("m0", 0), band("m10", 10), band("m20", 20)}}},
	})
	file["outcome"] = object{"success": []string{"a"}, "failure": []string{"b", "c-1"}, "apart": []string{"oth"}}
	data, err := json.Marshal(file)
	s.must(err)
	f, err := (&form.Library{}).Read("test", data)
	s.must(err)
	return f
}

// kinds returns a question of each kind, none with a role.
func kinds(prefix string) []object {
	return []object{
		question(prefix+"choice", "choice", object{"list": "l"}),
		question(prefix+"multiple", "multiple", object{"list": "l"}),
		question(prefix+"band", "band", object{"bands": "m", "exact": true}),
		question(prefix+"integer", "integer", object{"min": -9, "max": 9_000_000_000}),
		question(prefix+"text", "text", nil),
		question(prefix+"longtext", "longtext", object{"max_length": 3000}),
		question(prefix+"date", "date", nil),
		{"code": prefix + "note", "kind": "note", "label": text("Note")},
	}
}

// questions returns a question of each kind, and one of each role; channel_tried is carried by two.
func questions(prefix string) []object {
	all := kinds(prefix)
	for _, role := range form.Roles() {
		code := prefix + string(role)
		if role == form.RoleChannelTried {
			all = append(all, question(prefix+"desk", "choice", object{"role": role, "list": "l"}))
			all = append(all, question(prefix+"tel", "multiple", object{"role": role, "list": "l"}))
			continue
		}
		kind := preferred(role)
		more := object{"role": role}
		switch kind {
		case "choice", "multiple":
			more["list"] = "l"
		case "band":
			more["bands"], more["exact"] = "m", true
		case "integer":
			more["min"], more["max"] = 0, 500
		}
		all = append(all, question(code, kind, more))
	}
	return all
}

// preferred returns the kind that a role's question has here: each kind that carries roles is there.
func preferred(role form.Role) string {
	allowed := role.Kinds()
	for _, kind := range []string{"integer", "multiple", "longtext", "band", "choice"} {
		if slices.Contains(allowed, kind) && (kind != "integer" || role == form.RoleContacts) {
			return kind
		}
	}
	return allowed[0]
}

func question(code, kind string, more object) object {
	q := object{"code": code, "kind": kind, "label": text("Question " + code), "short": text(code)}
	maps.Copy(q, more)
	return q
}
