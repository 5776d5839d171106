using CellDynamics.Cli.Benchmarks.Circuits;
using CellDynamics.Cli.Tests.Shared;

namespace CellDynamics.Cli.Tests.Load;

/// <summary>What Chromium and the real site said to each other over the web socket of a page: its opening, then one click on the link to the analyses. Recorded without this program.</summary>
internal static class RecordedPage
{
    /// <summary>In their order: whether the browser sent it, and its bytes.</summary>
    public static IReadOnlyList<(bool IsSent, byte[] Bytes)> Frames { get; } =
        [.. File.ReadLines(Repository.PathOf("tests", "CellDynamics.Cli.Tests", "Load", "recorded-page.txt")).Select(line => (line[0] == '>', Convert.FromBase64String(line[2..])))];

    /// <summary>Calls in one direction, without the two frames of the handshake.</summary>
    public static IReadOnlyList<HubMessage> Calls(bool isSent) =>
        [.. Frames.Where(frame => frame.IsSent == isSent).Skip(1).SelectMany(frame => HubMessage.ReadAll(frame.Bytes)).Where(message => message.Kind == HubMessageKind.Call)];
}
