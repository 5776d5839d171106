using System.Text.RegularExpressions;

namespace CellDynamics.Cli.Benchmarks.Circuits;

/// <summary>The page as a browser would hold it: every batch of the server applied in its order.</summary>
internal sealed partial class PageTree
{
    private readonly Dictionary<int, PageNode> components = [];
    private readonly List<int> roots = [];

    /// <summary>Everything in the order of the page. What never changes comes as markup, not as elements.</summary>
    public IEnumerable<PageNode> Nodes => roots.Where(components.ContainsKey).SelectMany(root => components[root].All());

    public IEnumerable<PageNode> Elements => Nodes.Where(node => node.Kind == FrameKind.Element);

    /// <summary>What the first heading says; empty where there is none.</summary>
    public string Heading
    {
        get
        {
            foreach (PageNode node in Nodes)
            {
                if (node is { Kind: FrameKind.Element, Name: "h1" })
                    return node.Text;
                if (node.Kind == FrameKind.Markup && FixedHeading().Match(node.Content) is { Success: true } match)
                    return match.Groups[1].Value;
            }
            return "";
        }
    }

    /// <summary>The first element of that name whose text or attributes fit; null where there is none.</summary>
    public PageNode? Find(string name, Func<PageNode, bool>? fits = null) => Elements.FirstOrDefault(node => node.Name == name && (fits is null || fits(node)));

    /// <summary>A component gets a place of its own on the page.</summary>
    public void Attach(int component)
    {
        roots.Add(component);
        components.TryAdd(component, new PageNode(FrameKind.Component, "", component));
    }

    /// <exception cref="InvalidDataException">The batch does not fit the page.</exception>
    public void Apply(RenderBatch batch)
    {
        foreach (ComponentDiff diff in batch.Components)
        {
            PageNode component = components.TryGetValue(diff.Component, out PageNode? known) ? known
                : throw new InvalidDataException($"Expected changes of a component of this page, found those of {diff.Component}.");
            try
            {
                Apply(batch, diff, component);
            }
            catch (ArgumentOutOfRangeException failure)
            {
                throw new InvalidDataException($"A change of component {diff.Component} points beside the page.", failure);
            }
        }
        foreach (int gone in batch.DisposedComponents)
            components.Remove(gone);
    }

    private void Apply(RenderBatch batch, ComponentDiff diff, PageNode component)
    {
        PageNode here = component;
        List<(PageNode Moved, int To)> permutation = [];
        foreach (Edit edit in diff.Edits)
        {
            switch (edit.Kind)
            {
                case EditKind.PrependFrame:
                    Insert(batch, edit.Index, here, edit.Sibling, diff.Component);
                    break;
                case EditKind.RemoveFrame:
                    here.Children.RemoveAt(edit.Sibling);
                    break;
                case EditKind.SetAttribute:
                    here.Children[edit.Sibling].Set(batch.FrameAt(edit.Index));
                    break;
                case EditKind.RemoveAttribute:
                    here.Children[edit.Sibling].Remove(edit.Removed!);
                    break;
                case EditKind.UpdateText or EditKind.UpdateMarkup:
                    here.Children[edit.Sibling].Content = batch.FrameAt(edit.Index).Value ?? "";
                    break;
                case EditKind.StepIn:
                    here = here.Children[edit.Sibling];
                    break;
                case EditKind.StepOut:
                    here = here.Parent ?? throw new InvalidDataException($"A change of component {diff.Component} steps out of the page.");
                    break;
                case EditKind.PermutationEntry:
                    permutation.Add((here.Children[edit.Sibling], edit.Index));
                    break;
                case EditKind.PermutationEnd:
                    foreach ((PageNode moved, int to) in permutation)
                        here.Children[to] = moved;
                    permutation.Clear();
                    break;
                default:
                    throw new InvalidDataException($"Expected a kind of change from 1 to 10, found {(int)edit.Kind}.");
            }
        }
    }

    /// <returns>How many children came.</returns>
    private int Insert(RenderBatch batch, int index, PageNode parent, int at, int owner)
    {
        Frame frame = batch.FrameAt(index);
        switch (frame.Kind)
        {
            case FrameKind.Element:
                var element = new PageNode(frame.Kind, frame.Name ?? "", owner);
                parent.Insert(at, element);
                int content = index + 1;
                for (; content < index + frame.Length && batch.FrameAt(content) is { Kind: FrameKind.Attribute } attribute; content++)
                    element.Set(attribute);
                InsertRange(batch, content, index + frame.Length, element, 0, owner);
                return 1;
            case FrameKind.Component:
                var component = new PageNode(frame.Kind, "", frame.Component);
                components[frame.Component] = component;
                parent.Insert(at, component);
                return 1;
            case FrameKind.Text or FrameKind.Markup:
                parent.Insert(at, new PageNode(frame.Kind, "", owner) { Content = frame.Value ?? "" });
                return 1;
            case FrameKind.Region:
                return InsertRange(batch, index + 1, index + frame.Length, parent, at, owner);
            case FrameKind.Attribute:
                throw new InvalidDataException("Expected something that stands on a page, found an attribute by itself.");
            default:
                return 0;
        }
    }

    private int InsertRange(RenderBatch batch, int from, int to, PageNode parent, int at, int owner)
    {
        int inserted = 0;
        for (int index = from; index < to; index += batch.FrameAt(index).Length)
            inserted += Insert(batch, index, parent, at + inserted, owner);
        return inserted;
    }

    [GeneratedRegex("<h1[^>]*>(.*?)</h1>", RegexOptions.Singleline)]
    private static partial Regex FixedHeading();
}
