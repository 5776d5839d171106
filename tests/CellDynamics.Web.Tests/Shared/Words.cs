using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;

namespace CellDynamics.Web.Tests.Shared;

/// <summary>What a person reads: the text of an element with its gaps closed.</summary>
internal static class Words
{
    public static string Of(INode element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public static string Read<T>(this IRenderedComponent<T> cut, string selector) where T : IComponent => Of(cut.Find(selector));

    /// <summary>Presses the button with these words as it stands at that moment.</summary>
    public static Task PressAsync<T>(this IRenderedComponent<T> cut, string words) where T : IComponent =>
        cut.InvokeAsync(() => cut.FindAll("button").Single(button => Of(button) == words).ClickAsync(new()));

    public static string[] ReadAll<T>(this IRenderedComponent<T> cut, string selector) where T : IComponent => [.. cut.FindAll(selector).Select(Of)];
}
