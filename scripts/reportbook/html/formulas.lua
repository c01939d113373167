-- Reads [[kind, formula in TeX], ...], the kind as in pandoc's Math, and writes the list of their
-- HTML: MathML, or something else where the formula cannot be read.

local function drawn(formula)
  local document = pandoc.Pandoc({pandoc.Plain({pandoc.Math(formula[1], formula[2])})})
  return pandoc.write(document, "html", {html_math_method = "mathml", wrap_text = "none"})
end

local formulas = pandoc.List(pandoc.json.decode(io.read("a"), false))
print(pandoc.json.encode(formulas:map(drawn)))
