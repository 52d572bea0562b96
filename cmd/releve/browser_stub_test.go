package main

import "testing"

func testPictures(t *testing.T, b *browser) {}
