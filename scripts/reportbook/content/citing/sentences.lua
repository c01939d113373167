-- Prints every item in every style, alone: together, works of one author and year would be told
-- apart by letters that the reader's own list does not have.
--
-- Reads {styles = {name = {path, lang}}, items = {CSL-JSON}} and writes, for each name and id,
-- {html, text, note}: the entry of a list of references twice and the mention in the text.

local stringify = pandoc.utils.stringify

-- The number of the entry, which it has in the reader's list and not here.
local function clean(span)
  if span.classes:includes("csl-left-margin") then
    return {}
  end
  return span.content
end

local function sentence(item, style)
  local cited = pandoc.Cite("", {pandoc.Citation(item.id, "NormalCitation")})
  local document = pandoc.read(pandoc.json.encode({item}), "csljson")
  document.blocks = {pandoc.Plain({cited})}
  document.meta.csl, document.meta.lang = style.path, style.lang
  local blocks = pandoc.utils.citeproc(document).blocks
  local entry = blocks[#blocks].content[1]:walk({Span = clean})
  local inlines = pandoc.utils.blocks_to_inlines(entry.content)
  local html = pandoc.write(pandoc.Pandoc({pandoc.Plain(inlines)}), "html", {wrap_text = "none"})
  return {html = html, text = stringify(inlines), note = stringify(blocks[1])}
end

local order = pandoc.json.decode(io.read("a"), false)
local printed = {}
for name, style in pairs(order.styles) do
  printed[name] = {}
  for _, item in ipairs(order.items) do
    printed[name][item.id] = sentence(item, style)
  end
end
print(pandoc.json.encode(printed))
