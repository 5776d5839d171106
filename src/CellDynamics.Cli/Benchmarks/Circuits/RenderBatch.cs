using System.Buffers.Binary;
using System.Text;

namespace CellDynamics.Cli.Benchmarks.Circuits;

internal enum EditKind { PrependFrame = 1, RemoveFrame, SetAttribute, RemoveAttribute, UpdateText, StepIn, StepOut, UpdateMarkup, PermutationEntry, PermutationEnd }

internal enum FrameKind { Element = 1, Text, Attribute, Component, Region, ElementReference, ComponentReference, Markup, RenderMode, NamedEvent }

/// <summary>What a server changed on a page, as it travels: components with their edits, and the frames that the edits point to. All numbers are little-endian.</summary>
/// <remarks>Ref: dotnet/aspnetcore, src/Components/Server/src/Circuits/RenderBatchWriter.cs.</remarks>
internal sealed class RenderBatch
{
    private const int Tail = 20, EditSize = 16, FrameSize = 20;

    private readonly ReadOnlyMemory<byte> bytes;
    private readonly int components, frames, disposed, strings;

    /// <exception cref="InvalidDataException">Too short to be one.</exception>
    public RenderBatch(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < Tail)
            throw new InvalidDataException($"Expected a batch of at least {Tail} bytes, found {bytes.Length}.");
        this.bytes = bytes;
        int end = bytes.Length - Tail;
        (components, frames, disposed, strings) = (Number(end), Number(end + 4), Number(end + 8), Number(end + 16));
    }

    public IEnumerable<ComponentDiff> Components
    {
        get
        {
            int count = Number(components);
            for (int i = 0; i < count; i++)
            {
                int diff = Number(components + 4 + 4 * i);
                yield return new ComponentDiff(Number(diff), [.. Enumerable.Range(0, Number(diff + 4)).Select(edit => EditAt(diff + 8 + EditSize * edit))]);
            }
        }
    }

    public IEnumerable<int> DisposedComponents => Enumerable.Range(0, Number(disposed)).Select(i => Number(disposed + 4 + 4 * i));

    /// <param name="index">As edits count them.</param>
    public Frame FrameAt(int index)
    {
        int at = frames + 4 + FrameSize * index;
        var kind = (FrameKind)Number(at);
        return kind switch
        {
            FrameKind.Element => new Frame(kind, Number(at + 4), 0, Text(at + 8), null, 0),
            FrameKind.Component => new Frame(kind, Number(at + 4), Number(at + 8), null, null, 0),
            FrameKind.Region => new Frame(kind, Number(at + 4), 0, null, null, 0),
            FrameKind.Attribute => new Frame(kind, 1, 0, Text(at + 4), Text(at + 8), BinaryPrimitives.ReadInt64LittleEndian(bytes.Span[(at + 12)..])),
            FrameKind.Text or FrameKind.Markup or FrameKind.ElementReference => new Frame(kind, 1, 0, null, Text(at + 4), 0),
            _ => new Frame(kind, 1, 0, null, null, 0),
        };
    }

    private Edit EditAt(int at) => new((EditKind)Number(at), Number(at + 4), Number(at + 8), (EditKind)Number(at) == EditKind.RemoveAttribute ? Text(at + 12) : null);

    private int Number(int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[at..]);

    private string? Text(int at)
    {
        int index = Number(at);
        if (index < 0)
            return null;
        int start = Number(strings + 4 * index), length = 0, shift = 0;
        byte part;
        do
        {
            part = bytes.Span[start++];
            length |= (part & 0x7f) << shift;
            shift += 7;
        }
        while (part >= 0x80);
        return Encoding.UTF8.GetString(bytes.Span.Slice(start, length));
    }
}

/// <param name="Component">Id.</param>
/// <param name="Edits">In their order.</param>
internal sealed record ComponentDiff(int Component, IReadOnlyList<Edit> Edits);

/// <param name="Kind">What is done.</param>
/// <param name="Sibling">To which child.</param>
/// <param name="Index">Of the frame, or where the child moves.</param>
/// <param name="Removed">Name of the attribute that goes.</param>
internal readonly record struct Edit(EditKind Kind, int Sibling, int Index, string? Removed);

/// <param name="Kind">What it is.</param>
/// <param name="Length">Of its subtree, itself included.</param>
/// <param name="Component">Id of a component.</param>
/// <param name="Name">Of an element or attribute.</param>
/// <param name="Value">Of an attribute; text or markup; the id of a reference.</param>
/// <param name="Handler">Id of the handler that an attribute holds; 0 for a plain one.</param>
internal readonly record struct Frame(FrameKind Kind, int Length, int Component, string? Name, string? Value, long Handler);
