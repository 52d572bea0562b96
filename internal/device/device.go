// Package device puts together what runs on a respondent's device: scripts, words, the index of choices.
//
// The scripts are modules in script/. A page loads two of them: first, a small one in its head, before anything is
// drawn, and app, when the page stands. The worker (sw) keeps both for when there is no network, and file is all of
// it for a questionnaire that travels as one file. What they say comes as a pack, one for each version of a form and
// language.
package device

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"sync"

	"releve/internal/locale"
)

//go:embed script/*.js script/*.json style/*.css
var sources embed.FS

// Asset is a file that a browser loads. Its name holds a part of the hash of its content, so that it never changes
// under its name.
type Asset struct {
	Name string // as in app-1a2b3c4d.js
	Type string // media type
	Body []byte
}

// Kit is everything that devices load. It is safe for concurrent use.
type Kit struct {
	First  Asset  // stands in the head of a page and runs before anything is drawn
	App    Asset  // module that a page loads once it stands
	Style  Asset  // style that only the app needs
	Worker []byte // script that keeps pages and assets for when there is no network

	Entry       Asset  // module of the page on which paper is keyed
	EntryDiff   Asset  // module of the page that compares what was keyed twice
	EntryWorker []byte // script that keeps that page for when there is no network

	mu     sync.Mutex
	assets map[string]Asset
	packs  map[packKey]dated
}

// packKey is what a pack depends on.
type packKey struct {
	form    string
	version int64
	lang    locale.Tag
}

// dated is a pack and the day that it was made for.
type dated struct {
	day   string
	asset Asset
}

// Build bundles the scripts. An error is a mistake in them, which every test finds.
func Build() (*Kit, error) {
	k := &Kit{assets: make(map[string]Asset), packs: make(map[packKey]dated)}
	first, err := bundle("first.js", classic, nil)
	if err != nil {
		return nil, err
	}
	app, err := bundle("main.js", module, nil)
	if err != nil {
		return nil, err
	}
	style, err := bundleStyle("device.css")
	if err != nil {
		return nil, err
	}
	k.First = k.add("first", ".js", first)
	k.App = k.add("app", ".js", app)
	k.Style = k.add("device", ".css", style)
	shell := []string{k.First.Path(), k.App.Path(), k.Style.Path()}
	if k.Worker, err = bundle("sw.js", classic, map[string]any{"SHELL": shell}); err != nil {
		return nil, err
	}
	return k, k.buildEntry()
}

// buildEntry bundles what runs where paper is keyed.
func (k *Kit) buildEntry() error {
	entry, err := bundle("keyed.js", module, nil)
	if err != nil {
		return err
	}
	diff, err := bundle("keyed_diff.js", module, nil)
	if err != nil {
		return err
	}
	k.Entry, k.EntryDiff = k.add("entry", ".js", entry), k.add("entry-diff", ".js", diff)
	k.EntryWorker, err = bundle("keyed_sw.js", classic, nil)
	return err
}

// BuildFile bundles what a questionnaire in one file runs: first, app and what only such a file has, as one script and
// one style.
func BuildFile() (script, style []byte, err error) {
	if script, err = bundle("file.js", classic, nil); err != nil {
		return nil, nil, err
	}
	style, err = bundleStyle("file.css")
	return script, style, err
}

// Path is where a server serves the asset.
func (a Asset) Path() string { return "/static/" + a.Name }

// Asset returns the asset with a name.
func (k *Kit) Asset(name string) (Asset, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	a, ok := k.assets[name]
	return a, ok
}

// Keep makes an asset of JSON that was put together elsewhere, and keeps it.
func (k *Kit) Keep(name string, body []byte) Asset { return k.add(name, ".json", body) }

// add makes an asset of a content and keeps it.
func (k *Kit) add(name, suffix string, body []byte) Asset {
	sum := sha256.Sum256(body)
	a := Asset{Name: name + "-" + hex.EncodeToString(sum[:4]) + suffix, Type: mediaType(suffix), Body: body}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.assets[a.Name] = a
	return a
}

// mediaType returns the media type of an asset by the end of its name.
func mediaType(suffix string) string {
	switch suffix {
	case ".css":
		return "text/css; charset=utf-8"
	case ".json":
		return "application/json; charset=utf-8"
	default:
		return "text/javascript; charset=utf-8"
	}
}
