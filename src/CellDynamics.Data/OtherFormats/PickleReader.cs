using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace CellDynamics.Data.OtherFormats;

/// <summary>Reads dictionaries, lists, texts, numbers and NumPy arrays of whole numbers from a pickle of protocol 2 to 5, and nothing else.</summary>
/// <remarks>
/// A pickle is a program: in Python it may run anything. Here it is read as data; a name outside the short list of <see cref="PickleGlobals"/>
/// and an instruction outside the list below end it with an error. Work and memory stay in proportion to the file. Ref: PEP 307, PEP 3154, PEP 574; pickletools.
/// </remarks>
public sealed class PickleReader
{
    /// <summary>Far above any published split, and still one array.</summary>
    private const long LargestFile = 1L << 30;

    private readonly string path;
    private readonly byte[] bytes;
    private readonly List<object?> stack = [];
    private readonly Stack<int> marks = [];
    private readonly Dictionary<long, object?> memo = [];
    private long spent;
    private int place;

    private PickleReader(string path, byte[] bytes) => (this.path, this.bytes) = (path, bytes);

    /// <returns>A <see cref="PickleMap"/>, <see cref="PickleList"/>, <see cref="PickleArray"/>, string, <c>long</c>, <c>double</c>, <c>bool</c>, <c>byte[]</c> or null.</returns>
    /// <exception cref="ArrayFileException">It holds something else, is cut off, or is no pickle.</exception>
    public static object? Read(string path)
    {
        long length = new FileInfo(path).Length;
        if (length > LargestFile)
            throw new ArrayFileException(path, "size", $"at most {LargestFile} bytes", $"{length}", "This reader takes the split files only; the matrix belongs into a .npy file.");
        return new PickleReader(path, File.ReadAllBytes(path)).Run();
    }

    private object? Run()
    {
        if (bytes is not [0x80, >= 2 and <= 5, ..])
            throw Failure("a pickle of protocol 2 to 5", bytes is [0x80, var protocol, ..] ? $"protocol {protocol}" : "other bytes at the beginning");
        place = 2;
        try
        {
            while (true)
            {
                byte code = Take(1)[0];
                if (code == (byte)'.')
                    return Pop() is var value && value is not (PickleGlobals.Callable or PickleGlobals.NumberType) ? value : throw Failure("data", "the name of a function");
                Step(code);
            }
        }
        catch (PickleProblem problem)
        {
            throw Failure(problem.Expected, problem.Found, problem);
        }
    }

    private void Step(byte code)
    {
        switch ((char)code)
        {
            case '\x95': _ = Length(8, limit: long.MaxValue); break; // A frame says how much to read at once: all is read already.
            case '(': marks.Push(stack.Count); break;
            case '0': Pop(); break;
            case '1': PopToMark(); break;
            case '2': Push(Peek()); break;
            case 'q': memo[Take(1)[0]] = Peek(); break;
            case 'r': memo[Length(4)] = Peek(); break;
            case '\x94': memo[memo.Count] = Peek(); break;
            case 'h': Push(Remembered(Take(1)[0])); break;
            case 'j': Push(Remembered(Length(4))); break;
            case 'c': Push(Global(Line(), Line())); break;
            case '\x93': Push(Global()); break;
            case 'R': Push(Reduce()); break;
            case 'b': Build(); break;
            default:
                if (!StepScalar((char)code) && !StepCollection((char)code))
                    throw Failure("dictionaries, lists, texts, numbers and arrays of whole numbers", string.Create(CultureInfo.InvariantCulture, $"instruction 0x{code:x2}"));
                break;
        }
    }

    private bool StepScalar(char code)
    {
        object? value;
        switch (code)
        {
            case 'N': value = null; break;
            case '\x88': value = true; break;
            case '\x89': value = false; break;
            case 'J': value = (long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)); break;
            case 'K': value = (long)Take(1)[0]; break;
            case 'M': value = (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)); break;
            case '\x8a': value = Long(Take(Take(1)[0])); break;
            case '\x8b': value = Long(Take(Length(4))); break;
            case 'G': value = BinaryPrimitives.ReadDoubleBigEndian(Take(8)); break;
            case '\x8c': value = Encoding.UTF8.GetString(Take(Length(1))); break;
            case 'X': value = Encoding.UTF8.GetString(Take(Length(4))); break;
            case '\x8d': value = Encoding.UTF8.GetString(Take(Length(8))); break;
            case 'U': value = Encoding.Latin1.GetString(Take(Length(1))); break;
            case 'T': value = Encoding.Latin1.GetString(Take(Length(4))); break;
            case 'C': value = Take(Length(1)).ToArray(); break;
            case 'B': value = Take(Length(4)).ToArray(); break;
            case '\x8e' or '\x96': value = Take(Length(8)).ToArray(); break;
            default: return false;
        }
        Push(value);
        return true;
    }

    private bool StepCollection(char code)
    {
        switch (code)
        {
            case ']' or ')': Push(new PickleList()); break;
            case 'l' or 't': Push(ListOf(PopToMark())); break;
            case '\x85' or '\x86' or '\x87': Push(ListOf(PopLast(code - '\x84'))); break;
            case 'a': Append(PopLast(1)); break;
            case 'e': Append(PopToMark()); break;
            case '}': Push(new PickleMap()); break;
            case 'd':
                object?[] pairs = PopToMark();
                Push(new PickleMap());
                Set(pairs);
                break;
            case 's': Set(PopLast(2)); break;
            case 'u': Set(PopToMark()); break;
            default: return false;
        }
        return true;
    }

    private PickleGlobals.Callable Global() => PopLast(2) is [string module, string name] ? Global(module, name) : throw Failure("the name of a function", "something else");

    private PickleGlobals.Callable Global(string module, string name) => PickleGlobals.Find(module, name)
        ?? throw Failure("only arrays of NumPy and plain values", $"{module}.{name}", cure: "A pickle can run any program, so other names are refused. Save the splits as dictionaries of lists or arrays of whole numbers.");

    private object Reduce()
    {
        if (PopLast(2) is not [PickleGlobals.Callable callable, PickleList arguments])
            throw Failure("a call of a NumPy function", "a call of something else");
        Spend(arguments);
        return PickleGlobals.Call(callable, arguments.Items);
    }

    private void Build()
    {
        object? state = Pop();
        Spend(state);
        PickleGlobals.Build(Peek(), state);
    }

    /// <summary>Bytes that stand once in the file may be named again for a few bytes more: without a limit a small file would fill the memory.</summary>
    private void Spend(object? arguments)
    {
        foreach (object? argument in (arguments as PickleList)?.Items ?? [])
            spent += argument switch { byte[] data => data.Length, string text => text.Length, _ => 0 };
        if (spent > 4L * bytes.Length)
            throw Failure("every array once", "the same bytes again and again");
    }

    private void Append(object?[] items)
    {
        if (Peek() is not PickleList list)
            throw Failure("a list to append to", "something else");
        list.AddRange(items);
    }

    private void Set(object?[] pairs)
    {
        if (Peek() is not PickleMap map || pairs.Length % 2 != 0)
            throw Failure("keys and values of a dictionary", "something else");
        for (int i = 0; i < pairs.Length; i += 2)
            map.Add(pairs[i], pairs[i + 1]);
    }

    private static PickleList ListOf(object?[] items)
    {
        var list = new PickleList();
        list.AddRange(items);
        return list;
    }

    private void Push(object? value) => stack.Add(value);

    /// <summary>Values above the last mark: those below belong to a collection that is still open.</summary>
    private int Open => stack.Count - (marks.TryPeek(out int mark) ? mark : 0);

    private object? Peek() => Open > 0 ? stack[^1] : throw Failure("a value", "none");

    private object? Pop() => PopLast(1)[0];

    private object?[] PopLast(int count)
    {
        if (Open < count)
            throw Failure($"{count} values", "fewer");
        object?[] values = [.. stack[^count..]];
        stack.RemoveRange(stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        if (marks.Count == 0)
            throw Failure("the beginning of a list", "none");
        object?[] values = PopLast(Open);
        marks.Pop();
        return values;
    }

    private object? Remembered(long key) => memo.TryGetValue(key, out object? value) ? value : throw Failure("a value seen before", $"number {key}");

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > bytes.Length - place)
            throw Failure($"{count} more bytes", $"{bytes.Length - place}", cure: "The file was cut off: download or copy it again.");
        place += (int)count;
        return bytes.AsSpan(place - (int)count, (int)count);
    }

    /// <summary>A length of so many bytes, little-endian.</summary>
    private long Length(int size, long limit = int.MaxValue)
    {
        ulong length = 0;
        ReadOnlySpan<byte> digits = Take(size);
        for (int i = 0; i < size; i++)
            length |= (ulong)digits[i] << (8 * i);
        return length <= (ulong)limit ? (long)length : throw Failure($"a length of at most {limit}", $"{length}");
    }

    private long Long(ReadOnlySpan<byte> digits)
    {
        if (digits.Length > 8)
            throw Failure("whole numbers of at most eight bytes", $"{digits.Length} bytes");
        long value = digits.Length > 0 && digits[^1] >= 0x80 ? -1 : 0;
        for (int i = digits.Length - 1; i >= 0; i--)
            value = (value << 8) | digits[i];
        return value;
    }

    private string Line()
    {
        int end = bytes.AsSpan(place).IndexOf((byte)'\n');
        string line = Encoding.UTF8.GetString(Take(end < 0 ? bytes.Length : end));
        place++;
        return line;
    }

    private ArrayFileException Failure(string expected, string found, Exception? inner = null, string cure = "Save the splits again with pickle.dump(splits, file, protocol=4).") =>
        new(path, string.Create(CultureInfo.InvariantCulture, $"byte {place}"), expected, found, cure, inner);
}
