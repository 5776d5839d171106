namespace CellDynamics.Cli.Benchmarks.Circuits;

/// <summary>One message of SignalR in its MessagePack form, which Blazor calls blazorpack. Ref: dotnet/aspnetcore, src/SignalR/docs/specs/HubProtocol.md.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Of the call that is made or answered; null where no answer is expected.</param>
/// <param name="Target">Name of the method; of an answer or an end the error, else null.</param>
/// <param name="Arguments">Of a call; of an answer its result.</param>
internal sealed record HubMessage(HubMessageKind Kind, string? Id, string? Target, IReadOnlyList<object?> Arguments)
{
    private const long Error = 1, Result = 3;

    /// <summary>The bytes of a call, with their length before them.</summary>
    /// <param name="id">Null where no answer is expected.</param>
    /// <param name="target">Name of the method.</param>
    /// <param name="arguments">What <see cref="PackWriter"/> takes.</param>
    public static byte[] Call(string? id, string target, object?[] arguments) => Framed(
        new PackWriter().WriteArrayHeader(5).Write((int)HubMessageKind.Call).WriteEmptyMap().Write(id).Write(target).Write(arguments));

    /// <summary>Says that this side is there.</summary>
    public static byte[] Ping { get; } = Framed(new PackWriter().WriteArrayHeader(1).Write((int)HubMessageKind.Ping));

    /// <summary>All messages of one web-socket message.</summary>
    /// <exception cref="InvalidDataException">It is not made of whole messages.</exception>
    public static IEnumerable<HubMessage> ReadAll(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int length = 0, width = 0;
            byte part;
            do
            {
                if (width == bytes.Length || width == 5)
                    throw new InvalidDataException("Expected the length of a message, found its end.");
                part = bytes.Span[width];
                length |= (part & 0x7f) << (7 * width++);
            }
            while (part >= 0x80);
            if (length > bytes.Length - width)
                throw new InvalidDataException($"Expected a message of {length} bytes, found {bytes.Length - width}.");
            yield return Read(bytes.Slice(width, length));
            bytes = bytes[(width + length)..];
        }
    }

    private static HubMessage Read(ReadOnlyMemory<byte> bytes)
    {
        object?[] parts = new PackReader(bytes).Read() as object?[] ?? throw new InvalidDataException("Expected a message, found a single value.");
        return (parts is [long kind, ..] ? (HubMessageKind)kind : HubMessageKind.Other) switch
        {
            HubMessageKind.Call => new HubMessage(HubMessageKind.Call, parts[2] as string, (string)parts[3]!, (object?[])parts[4]!),
            HubMessageKind.Answer => new HubMessage(HubMessageKind.Answer, parts[2] as string, parts[3] is Error ? parts[4] as string ?? "" : null, parts[3] is Result ? [parts[4]] : []),
            HubMessageKind.Ping => new HubMessage(HubMessageKind.Ping, null, null, []),
            HubMessageKind.Close => new HubMessage(HubMessageKind.Close, null, parts.Length > 1 ? parts[1] as string : null, []),
            _ => new HubMessage(HubMessageKind.Other, null, null, []),
        };
    }

    private static byte[] Framed(PackWriter message)
    {
        ReadOnlySpan<byte> body = message.Written;
        Span<byte> length = stackalloc byte[5];
        int width = 0, rest = body.Length;
        do
        {
            length[width++] = (byte)(rest > 0x7f ? rest | 0x80 : rest);
            rest >>= 7;
        }
        while (rest > 0);
        return [.. length[..width], .. body];
    }
}

internal enum HubMessageKind { Other = 0, Call = 1, Answer = 3, Ping = 6, Close = 7 }
