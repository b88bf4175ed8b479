// What an agent wrote, as formatted text. It is read into tokens, and each token becomes an element here: no HTML is ever put in.
//
// A token that is not listed is shown as it was written, HTML among them, so that nothing an agent writes is more than text.
import { Lexer, type Token, type Tokens } from "marked";
import { Fragment, memo, type ReactNode } from "react";
import { CodeBlock } from "./code-block.tsx";
import { SafeLink } from "./safe-link.tsx";

/** Longer texts are no prose: shown as they are, since reading them would stop the page. */
const LONGEST = 60_000;

export const Markdown = memo(function Markdown({ text }: { text: string }) {
  if (text.length > LONGEST) return <pre className="plain-text">{text}</pre>;
  return <div className="markdown">{blocks(Lexer.lex(text, { gfm: true }))}</div>;
});

function blocks(tokens: readonly Token[]): ReactNode {
  return tokens.map((token, place) => <Fragment key={place}>{block(token)}</Fragment>);
}

/** marked's own type of a token is open, so each kind is named by what its `type` says. */
function block(token: Token): ReactNode {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      return <p className={`md-heading md-heading-${token["depth"]}`}>{inline(token.tokens)}</p>;
    case "paragraph":
      return <p dir="auto">{inline(token.tokens)}</p>;
    case "text":
      return token.tokens === undefined ? token.raw : inline(token.tokens);
    case "code":
      return <CodeBlock text={(token as Tokens.Code).text} language={(token as Tokens.Code).lang ?? ""} />;
    case "blockquote":
      return <blockquote>{blocks(token.tokens ?? [])}</blockquote>;
    case "list":
      return <MarkdownList list={token as Tokens.List} />;
    case "table":
      return <MarkdownTable table={token as Tokens.Table} />;
    case "hr":
      return <hr />;
    default:
      return <p className="plain-text">{token.raw}</p>;
  }
}

function inline(tokens: readonly Token[] = []): ReactNode {
  return tokens.map((token, place) => <Fragment key={place}>{span(token)}</Fragment>);
}

function span(token: Token): ReactNode {
  switch (token.type) {
    case "strong":
      return <strong>{inline(token.tokens)}</strong>;
    case "em":
      return <em>{inline(token.tokens)}</em>;
    case "del":
      return <del>{inline(token.tokens)}</del>;
    case "br":
      return <br />;
    case "codespan":
      return <code>{(token as Tokens.Codespan).text}</code>;
    case "escape":
      return (token as Tokens.Escape).text;
    case "link":
      return <SafeLink href={(token as Tokens.Link).href}>{inline(token.tokens)}</SafeLink>;
    case "image":
      // A picture from elsewhere tells its owner who looks at it, so it is a link.
      return <SafeLink href={(token as Tokens.Image).href}>{(token as Tokens.Image).text}</SafeLink>;
    case "text":
      return (token as Tokens.Text).tokens === undefined ? token.raw : inline(token.tokens);
    default:
      return token.raw;
  }
}

function MarkdownList({ list }: { list: Tokens.List }) {
  const Kind = list.ordered ? "ol" : "ul";
  return (
    <Kind {...(list.ordered && typeof list.start === "number" ? { start: list.start } : {})}>
      {list.items.map((item, place) => (
        <li key={place}>
          {item.task && (
            <input type="checkbox" checked={item.checked === true} readOnly disabled aria-label="" />
          )}
          {blocks(item.tokens)}
        </li>
      ))}
    </Kind>
  );
}

function MarkdownTable({ table }: { table: Tokens.Table }) {
  return (
    <div className="md-table">
      <table>
        <thead>
          <tr>
            {table.header.map((cell, place) => (
              <th key={place}>{inline(cell.tokens)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, place) => (
            <tr key={place}>
              {row.map((cell, column) => (
                <td key={column}>{inline(cell.tokens)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
