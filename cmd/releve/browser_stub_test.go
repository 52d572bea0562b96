package main

import "testing"

func testWire(t *testing.T, b *browser)     {}
func testAxe(t *testing.T, b *browser)      {}
func testPictures(t *testing.T, b *browser) {}
