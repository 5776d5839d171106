using System.Text;

namespace CellDynamics.Cli.Benchmarks.Circuits;

/// <summary>A part of a page: an element, a component, text or markup.</summary>
/// <param name="kind">What it is.</param>
/// <param name="name">Of an element, else empty.</param>
/// <param name="owner">Id of the component that drew it.</param>
internal sealed class PageNode(FrameKind kind, string name, int owner)
{
    private readonly Dictionary<string, string?> attributes = [];
    private readonly Dictionary<string, long> handlers = [];

    public FrameKind Kind => kind;

    public string Name => name;

    public int Owner => owner;

    public PageNode? Parent { get; private set; }

    public List<PageNode> Children { get; } = [];

    /// <summary>Text, or markup as HTML.</summary>
    public string Content { get; set; } = "";

    /// <summary>All text in it; of markup the HTML.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            AppendTo(text);
            return text.ToString();
        }
    }

    /// <returns>Null where there is none.</returns>
    public string? this[string attribute] => attributes.GetValueOrDefault(attribute);

    public bool Has(string attribute) => attributes.ContainsKey(attribute);

    public bool HasClass(string one) => this["class"]?.Split(' ').Contains(one) == true;

    /// <summary>Id of what the server does on an event such as <c>click</c>; 0 where it does nothing.</summary>
    public long HandlerOf(string happening) => handlers.GetValueOrDefault($"on{happening}");

    /// <summary>This and all in it, in the order of the page.</summary>
    public IEnumerable<PageNode> All()
    {
        Stack<PageNode> ahead = new([this]);
        while (ahead.TryPop(out PageNode? node))
        {
            yield return node;
            for (int i = node.Children.Count - 1; i >= 0; i--)
                ahead.Push(node.Children[i]);
        }
    }

    public void Set(in Frame attribute)
    {
        if (attribute.Handler != 0)
            handlers[attribute.Name!] = attribute.Handler;
        else
            attributes[attribute.Name!] = attribute.Value;
    }

    public void Remove(string attribute)
    {
        attributes.Remove(attribute);
        handlers.Remove(attribute);
    }

    public void Insert(int index, PageNode child)
    {
        child.Parent = this;
        Children.Insert(index, child);
    }

    private void AppendTo(StringBuilder text)
    {
        text.Append(Content);
        foreach (PageNode child in Children)
            child.AppendTo(text);
    }
}
