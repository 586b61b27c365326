package dev.weir.tools.site;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;

/** Makes pages out of Markdown. */
final class Renderer {
    private final Path root;
    private final Api api;
    private final Set<String> pages;
    private final Sources sources;
    private final Parser parser =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();

    /**
     * @param root the tree
     * @param api the types that are linked
     * @param pages what becomes a page, by its place in the tree
     * @param sources takes the files that pages link to
     */
    Renderer(Path root, Api api, Set<String> pages, Sources sources) {
        this.root = root;
        this.api = api;
        this.pages = pages;
        this.sources = sources;
    }

    Page render(String source, String markdown) {
        Node document = parser.parse(markdown);
        String address = Contents.address(source);
        Reader reader = new Reader(source, address);
        document.accept(reader);
        HtmlRenderer renderer = HtmlRenderer.builder()
                .extensions(List.of(TablesExtension.create()))
                .nodeRendererFactory(context -> new Nodes(context, source, address, reader.anchors))
                .build();
        String body = renderer.render(document);
        String title = reader.parts.isEmpty() ? source : reader.parts.getFirst().heading();
        return new Page(source, address, title, reader.summary, body, List.copyOf(reader.parts));
    }

    /** Collects headings and text, and leads links to where things lie on the site. */
    private final class Reader extends AbstractVisitor {
        private final String source;
        private final String address;
        private final IdGenerator ids = IdGenerator.builder().build();
        private final List<Page.Part> parts = new ArrayList<>();
        private final java.util.IdentityHashMap<Node, String> anchors = new java.util.IdentityHashMap<>();
        private StringBuilder text = new StringBuilder();
        private String summary = "";

        Reader(String source, String address) {
            this.source = source;
            this.address = address;
        }

        @Override
        public void visit(Heading heading) {
            StringBuilder before = text;
            text = new StringBuilder();
            visitChildren(heading);
            String words = text.toString().strip();
            text = before;
            close();
            String anchor = ids.generateId(words);
            anchors.put(heading, anchor);
            parts.add(new Page.Part(heading.getLevel(), anchor, words, ""));
        }

        /** The part before is whole. */
        private void close() {
            if (!parts.isEmpty()) {
                Page.Part last = parts.removeLast();
                parts.add(new Page.Part(
                        last.level(),
                        last.anchor(),
                        last.heading(),
                        text.toString().replaceAll("\\s+", " ").strip()));
            }
            text = new StringBuilder();
        }

        @Override
        public void visit(Paragraph paragraph) {
            int from = text.length();
            visitChildren(paragraph);
            if (summary.isEmpty() && paragraph.getParent().getParent() == null) {
                summary = text.substring(from).replaceAll("\\s+", " ").strip();
            }
            text.append(' ');
        }

        @Override
        public void visit(Text node) {
            text.append(node.getLiteral());
        }

        @Override
        public void visit(Code node) {
            text.append(node.getLiteral());
        }

        @Override
        public void visit(FencedCodeBlock node) {
            text.append(' ').append(node.getLiteral()).append(' ');
        }

        @Override
        public void visit(SoftLineBreak node) {
            text.append(' ');
        }

        @Override
        public void visit(HardLineBreak node) {
            text.append(' ');
        }

        @Override
        public void visit(org.commonmark.node.CustomNode node) {
            visitChildren(node);
            text.append(' ');
        }

        @Override
        public void visit(Link link) {
            link.setDestination(lead(link.getDestination()));
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            image.setDestination(lead(image.getDestination()));
        }

        @Override
        protected void visitChildren(Node parent) {
            super.visitChildren(parent);
            if (parent.getParent() == null) {
                close();
            }
        }

        private String lead(String destination) {
            if (destination.contains("://") || destination.startsWith("#") || destination.startsWith("mailto:")) {
                return destination;
            }
            int hash = destination.indexOf('#');
            String anchor = hash < 0 ? "" : destination.substring(hash);
            String file = hash < 0 ? destination : destination.substring(0, hash);
            Path folder = Path.of(source).getParent();
            Path target = (folder == null ? Path.of(file) : folder.resolve(file)).normalize();
            String name = target.toString().replace('\\', '/');
            if (pages.contains(name)) {
                return Html.relative(address, Contents.address(name)) + anchor;
            }
            if (!Files.exists(root.resolve(name))) {
                return destination; // It is found to be broken, as every link is followed.
            }
            return Html.relative(address, sources.add(name)) + anchor;
        }
    }

    /** What is written in another way than CommonMark's own. */
    private final class Nodes implements NodeRenderer {
        private final HtmlNodeRendererContext context;
        private final HtmlWriter html;
        private final String source;
        private final String address;
        private final Map<Node, String> anchors;

        Nodes(HtmlNodeRendererContext context, String source, String address, Map<Node, String> anchors) {
            this.context = context;
            this.html = context.getWriter();
            this.source = source;
            this.address = address;
            this.anchors = anchors;
        }

        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(Heading.class, FencedCodeBlock.class, Code.class, TableBlock.class);
        }

        @Override
        public void render(Node node) {
            switch (node) {
                case Heading heading -> heading(heading);
                case FencedCodeBlock block -> block(block);
                case Code code -> code(code);
                default -> table(node);
            }
        }

        private void heading(Heading heading) {
            String tag = "h" + heading.getLevel();
            String anchor = anchors.get(heading);
            html.line();
            html.tag(tag, Map.of("id", anchor));
            children(heading);
            if (heading.getLevel() > 1) {
                html.raw(" <a class=\"anchor\" href=\"#" + anchor + "\" aria-label=\"link to this section\">#</a>");
            }
            html.tag("/" + tag);
            html.line();
        }

        private void block(FencedCodeBlock block) {
            String info = block.getInfo() == null ? "" : block.getInfo().strip();
            String language = info.contains(" ") ? info.substring(0, info.indexOf(' ')) : info;
            html.line();
            html.raw("<pre tabindex=\"0\"><code>");
            html.raw(dev.weir.tools.site.Code.mark(
                    block.getLiteral(), language, name -> address(api.link(name, source))));
            html.raw("</code></pre>");
            html.line();
        }

        private void code(Code code) {
            boolean linked = code.getParent() instanceof Link;
            String link = linked ? null : address(api.linkOf(code.getLiteral(), source));
            html.raw(link == null ? "<code>" : "<a class=\"type\" href=\"" + link + "\"><code>");
            html.raw(Html.escape(code.getLiteral()));
            html.raw(link == null ? "</code>" : "</code></a>");
        }

        private String address(java.util.Optional<String> found) {
            return found.map(to -> Html.relative(address, to)).orElse(null);
        }

        /** A wide table scrolls by itself, and the page does not. */
        private void table(Node table) {
            html.line();
            html.raw("<div class=\"table\" tabindex=\"0\"><table>");
            children(table);
            html.raw("</table></div>");
            html.line();
        }

        private void children(Node parent) {
            for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
                context.render(child);
            }
        }
    }
}
