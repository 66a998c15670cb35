// Package image: own images and colours.
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
)

type checker struct{ n int }

func (c checker) ColorModel() color.Model { return color.RGBAModel }
func (c checker) Bounds() image.Rectangle { return image.Rect(0, 0, c.n, c.n) }
func (c checker) At(x, y int) color.Color {
	if (x+y)%2 == 0 {
		return color.White
	}
	return dim(100)
}

type dim uint8

func (d dim) RGBA() (r, g, b, a uint32) {
	v := uint32(d) * 0x101
	return v, v, v, 0xffff
}

type inverted struct{ image.Image }

func (i inverted) At(x, y int) color.Color {
	r, g, b, a := i.Image.At(x, y).RGBA()
	return color.RGBA64{uint16(0xffff - r), uint16(0xffff - g), uint16(0xffff - b), uint16(a)}
}

func main() {
	var buf bytes.Buffer
	if err := png.Encode(&buf, checker{4}); err != nil {
		fmt.Println(err)
		return
	}
	img, format, err := image.Decode(&buf)
	fmt.Println(format, err, img.Bounds(), img.At(0, 0), img.At(1, 0))
	dst := image.NewRGBA(image.Rect(0, 0, 2, 2))
	draw.Draw(dst, dst.Bounds(), inverted{checker{2}}, image.Point{}, draw.Src)
	fmt.Println(dst.At(0, 0), dst.At(1, 0))
	p := image.NewPaletted(image.Rect(0, 0, 2, 1), color.Palette{color.Black, color.White})
	p.Set(1, 0, dim(200))
	fmt.Println(p.Pix, image.Pt(1, 2).Add(image.Pt(3, 4)), image.Rect(0, 0, 4, 4).Intersect(image.Rect(2, 2, 9, 9)))
}
