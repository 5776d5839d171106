using System.Text;
using CellDynamics.Cli.Benchmarks.Circuits;

namespace CellDynamics.Cli.Tests.Load;

/// <summary>The protocol of a circuit, against what a real browser and the real site said to each other.</summary>
public class CircuitProtocolTests
{
    [Fact]
    public void Every_recorded_frame_is_read_to_its_end_and_calls_are_known_by_their_names()
    {
        Assert.Subset(
            new HashSet<string?>(["StartCircuit", "UpdateRootComponents", "OnRenderCompleted", "EndInvokeJSFromDotNet", "BeginInvokeDotNetFromJS", "OnLocationChanged"]),
            RecordedPage.Calls(isSent: true).Select(call => call.Target).ToHashSet());
        string?[] heard = [.. RecordedPage.Calls(isSent: false).Select(call => call.Target)];
        Assert.All(["JS.AttachComponent", "JS.RenderBatch", "JS.BeginInvokeJS", "JS.EndUpdateRootComponents"], name => Assert.Contains(name, heard));
    }

    [Fact]
    public void What_is_written_is_byte_for_byte_what_the_browser_sent()
    {
        int compared = 0;
        foreach ((bool _, byte[] bytes) in RecordedPage.Frames.Where(frame => frame.IsSent).Skip(1))
        {
            HubMessage[] messages = [.. HubMessage.ReadAll(bytes)];
            Assert.Equal(bytes, messages.SelectMany(message => message.Kind == HubMessageKind.Ping ? HubMessage.Ping : HubMessage.Call(message.Id, message.Target!, [.. message.Arguments])));
            compared += messages.Length;
        }
        Assert.True(compared > 5, $"Expected several calls in the recording, found {compared}.");
    }

    [Fact]
    public void The_batches_of_the_server_become_the_page_that_the_browser_showed()
    {
        PageTree page = Replay(out List<string> headings);
        Assert.Equal(["Datasets", "Analyses"], headings);
        Assert.Equal("page", page.Find("a", link => link["href"] == "analyses")!["aria-current"]);
        Assert.Null(page.Find("a", link => link["href"] == "")!["aria-current"]);
        Assert.True(page.Find("button", button => button.HasClass("cd-theme"))!.HandlerOf("click") > 0);
        Assert.Equal("cd-theme", page.Find("button", button => button.HasClass("cd-theme"))!["class"]!.Split(' ')[^1]);
        Assert.Contains(page.Elements, element => element.Name == "table" && element.Text.Contains("Muscle precursors", StringComparison.Ordinal));
    }

    [Fact]
    public void A_batch_that_does_not_fit_the_page_is_refused()
    {
        byte[] first = ((ReadOnlyMemory<byte>)RecordedPage.Calls(isSent: false).First(call => call.Target == "JS.RenderBatch").Arguments[1]!).ToArray();
        var page = new PageTree();
        Assert.Contains("found those of", Assert.Throws<InvalidDataException>(() => page.Apply(new RenderBatch(first))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => new RenderBatch(first.AsMemory(0, 10)));
    }

    [Fact]
    public void Frames_that_end_early_are_refused()
    {
        byte[] whole = RecordedPage.Frames.Where(frame => frame.IsSent).ElementAt(1).Bytes;
        Assert.Throws<InvalidDataException>(() => HubMessage.ReadAll(whole.AsMemory(0, whole.Length - 1)).ToList());
        Assert.Throws<InvalidDataException>(() => HubMessage.ReadAll(new byte[] { 0x80 }).ToList());
        Assert.Throws<InvalidDataException>(() => new PackReader(new byte[] { 0xc1 }).Read());
    }

    [Fact]
    public void Values_of_every_kind_and_size_come_back_as_they_were_written()
    {
        object?[] values = [null, true, false, 0L, 127L, 128L, -1L, long.MinValue, long.MaxValue, "", new string('é', 20), new string('x', 300), new string('y', 70_000), new object?[] { "a", new object?[20] }];
        object?[] back = (object?[])new PackReader(new PackWriter().Write(values).Written.ToArray()).Read()!;
        Assert.Equal(values, back);
        byte[] bytes = Encoding.UTF8.GetBytes("bytes");
        Assert.Equal(bytes, ((ReadOnlyMemory<byte>)new PackReader(new PackWriter().Write(bytes).Written.ToArray()).Read()!).ToArray());
        Assert.Throws<ArgumentException>(() => new PackWriter().Write(1.5));
    }

    [Fact]
    public void The_html_of_a_page_names_its_components_its_state_and_its_files()
    {
        PageHtml page = PageHtml.Of("""
            <html><head><script src="js/theme.js"></script><link rel="stylesheet" href="css/a.css?v=1&amp;w=2" /></head><body><a href="analyses">no asset</a>
            <!--Blazor:{"type":"server","key":{"locationHash":"X"},"sequence":0,"descriptor":"AB"}--><!--Blazor:{"type":"server","sequence":1,"descriptor":"CD"}-->
            <!--Blazor-Server-Component-State:KEPT--></body></html>
            """);
        Assert.Equal("KEPT", page.State);
        Assert.Equal(["js/theme.js", "css/a.css?v=1&w=2"], page.Assets);
        Assert.Equal("""{"batchId":0,"operations":[{"type":"add","ssrComponentId":1,"marker":{"type":"server","key":{"locationHash":"X"},"sequence":0,"descriptor":"AB"}},{"type":"add","ssrComponentId":2,"marker":{"type":"server","sequence":1,"descriptor":"CD"}}]}""", page.Operations);
    }

    /// <param name="headings">First headings, as they came one after the other.</param>
    private static PageTree Replay(out List<string> headings)
    {
        var page = new PageTree();
        headings = [];
        foreach (HubMessage call in RecordedPage.Calls(isSent: false))
        {
            if (call.Target == "JS.AttachComponent")
                page.Attach((int)(long)call.Arguments[0]!);
            if (call.Target != "JS.RenderBatch")
                continue;
            page.Apply(new RenderBatch((ReadOnlyMemory<byte>)call.Arguments[1]!));
            if (page.Heading.Length > 0 && headings.LastOrDefault() != page.Heading)
                headings.Add(page.Heading);
        }
        return page;
    }
}
